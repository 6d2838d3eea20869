# Approvals
permission-approvals-rules = see who approves what
approvals-rules = Who approves what
approvals-rules-note = Which decisions need whom, and how many of them. A request keeps the rule of the day it was made.
approvals-rules-hint = These are the program's defaults; nobody has compared them with a paper of this hospital or place, whose own rules go before them.
approvals-rule = Matter
approvals-amount-range = Amount (yuan)
approvals-no-amount = None
approvals-who = Decided by
approvals-must = Among them: { $role }
approvals-quorum = How many
approvals-whose = By whose word
approvals-whose-law = Law
approvals-whose-house = This hospital
approvals-version = Version { $n }, from { $day }
approvals-not-verified = Not verified

approvals-kind-refusal = Not acting on it
approvals-kind-joint-study = Joint study
approvals-kind-release = Sending the answer
approvals-kind-money = Refund, waiver, goodwill
approvals-state-open = Waiting
approvals-state-approved = Approved
approvals-state-returned = Returned
approvals-state-withdrawn = Withdrawn
approvals-verdict-approve = Approve
approvals-verdict-return = Return

approvals-gate-own = What one asked for is decided by another head; one's deputy does not decide it either.
approvals-gate-respondent = This is about you or about whom you stand in for; another head decides.
approvals-gate-already = You or whom you stand in for have said so already; another head is needed.
approvals-gate-not-theirs = By the table of approvals this is not yours to decide.
approvals-decided-already = Somebody has dealt with this request; reload to see the result.
approvals-reason-missing = Say why it is returned
approvals-text-long = At most { $most } characters
