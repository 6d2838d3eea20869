# Work, time limits and the home page

work-title = My work
work-queues = Work lists
work-overdue = Overdue
work-today = Due today
work-near = Due soon
work-later = Later
work-all = All of mine
work-number = Number
work-what = What to do
work-due = Due
work-left = Time left
work-unnamed = No number yet

work-queue-mine = Mine
work-queue-unowned = Nobody's yet
work-house-overdue = Overdue in the whole hospital: { $n }.
work-house-overdue-see = See what is overdue
work-queue-house-overdue = Overdue in the hospital
work-queue-receptionist = Reception
work-queue-coordinator = Coordination
work-queue-director = Director
work-queue-deputy = Deputy director
work-queue-duty-officer = Duty officer
work-queue-contact = Department contact
work-queue-department-head = Department head
work-queue-vice-head = Deputy head, head nurse
work-queue-reviewer = Administrative department
work-queue-vice-president = Vice-president
work-queue-president = President
work-queue-counsel = Legal counsel
work-queue-information = Information group
work-queue-trainer = Training group
work-queue-discipline = Discipline inspection
work-queue-supervisor = Supervisor
work-queue-system-admin = System administrator
work-queue-security-admin = Security administrator
work-queue-audit-admin = Audit administrator

work-empty-mine = Everything in your hands is done
work-empty-mine-more = When something new is given to you it stands here, and you receive a notice.
work-empty-part = Nothing stands here now
work-empty-part-more = Your other work is under “All of mine”.
work-empty-team = Somebody has taken up everything
work-empty-team-more = What nobody has taken up yet stands here.
work-empty-see-team = See what the team has
work-empty-see-all = See all of mine
work-empty-see-mine = Back to mine

work-kind-register = Complete the registration
work-kind-settle = Settle on the spot
work-kind-accept = Decide on acceptance
work-kind-approval = Decide on a request
work-kind-refuse = Decide on the proposed refusal
work-kind-assign = Name who handles it
work-kind-acknowledge = Acknowledge receipt
work-kind-statement = Give a statement
work-kind-inquire = Inquire
work-kind-find = Decide the findings
work-kind-review = Review the statement
work-kind-handle = Propose how to handle it
work-kind-answer = Draft the answer
work-kind-approve = Approve the answer
work-kind-release = Send the answer
work-kind-deliver = Confirm delivery
work-kind-reply = Answer the person
work-kind-follow-up = Follow up
work-kind-minor-report = A minor may be harmed: report to the police
work-kind-new-demand = Find a place for the person's new demand
work-kind-close = Close
work-kind-archive = File
work-kind-hand-over = Hand over
work-kind-take-over = Have it taken over
work-kind-order-sign = Sign for the order
work-kind-order-contact = Speak with the caller first
work-kind-order-finish = Finish the order and fill back
work-kind-route-notice = Have the notice of routes signed
work-kind-autopsy = Have the autopsy decided
work-kind-body = See to the body
work-kind-report-authority = Report to the authority
work-kind-own-data = Answer a request about one's own information
work-kind-disclosure = Complete the register of what was handed outside
work-kind-message = Answer a message
work-kind-join = Check whether it is the same matter
work-kind-read = Take note
work-kind-other = Work to do
work-kind-joint-study = Decide on joint study
work-kind-inform = Tell the person that it takes longer
work-kind-receive = Sign for a clue
work-kind-give-notice = Tell the person that the clue was handed over
work-kind-clock-c01 = Settle on the spot
work-kind-clock-c02 = Tell the person it has arrived
work-kind-clock-c03 = Give feedback
work-kind-clock-c04 = Give feedback (several departments)
work-kind-clock-c05 = Give a statement
work-kind-clock-c06 = Follow up after closing
work-kind-clock-c09 = Decide on an autopsy (48 hours)
work-kind-clock-c09b = Decide on an autopsy (7 days)
work-kind-clock-c10 = See to the body
work-kind-clock-c15 = Report a major medical fault
work-kind-clock-c16 = Report an ordinary safety event
work-kind-clock-c16b = Report a major safety event
work-kind-clock-c16c = Report a grave safety event
work-kind-clock-c20 = Answer within the order's limit
work-kind-clock-c20s = Sign within the order's limit
work-kind-clock-c20k = Speak with the caller within the order's limit
work-kind-clock-c23 = Deliver the monthly report
work-kind-clock-c31 = Review the answer
work-kind-clock-c32 = Keep the day promised by an interim word
work-kind-clock-c34 = Answer a request about one's own information
work-kind-clock-c33 = Sign what you said by word
work-kind-sign-instruction = Sign what you said by word
work-kind-supplement = Look for what was to be supplied
work-kind-tell-refusal = Tell the person why it is not acted on

work-left-unlimited = No limit
work-left-provisional = Provisionally { $day }
work-left-workdays = { $n ->
    [one] { $n } working day left
   *[other] { $n } working days left
 }
work-left-days = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
 }
work-left-hours = { $n ->
    [one] { $n } hour left
   *[other] { $n } hours left
 }
work-left-minutes = { $n ->
    [one] { $n } minute left
   *[other] { $n } minutes left
 }
work-left-today = Due today
work-left-just-over = Just overdue
work-left-over-hours = { $n ->
    [one] { $n } hour overdue
   *[other] { $n } hours overdue
 }
work-left-over-days = { $n ->
    [one] { $n } day overdue
   *[other] { $n } days overdue
 }

work-left-promised = { $left } · promised { $promised }
work-left-may-move = { $left } · may move with the New Year notice
work-clock-may-move = This day is 29 December or later and next year's notice is not imported yet. Should the New Year break reach back into December, the date is counted again by itself and the change recorded; what was promised stays. Until then this date holds.
work-clock-lost = This limit is finished, and the calendar it was counted by is no longer kept. Today's would give another day, so the days are not listed; only the day that counted is shown.
work-waits = Time spent waiting for others
work-wait-since = From
work-wait-until = Until
work-wait-days = Days
work-wait-still = Still waiting
work-waits-note = Waiting is written here to explain what happened. The limit runs on; no wait makes it longer. Why is told in the case's history.

work-clock-met = In time
work-clock-met-interim = In time, by an interim word
work-clock-met-late = Done, after the limit
work-clock-ended = No longer applies
work-clock-title = How the limit is counted
work-clock-started = Counted from
work-clock-amount = Time given
work-clock-promised = As promised at the start
work-clock-met-at = Done at
work-clock-ended-at = Stopped at
work-clock-basis = Basis
work-clock-unverified = Not compared with the original
work-clock-rule = Rule and version
work-clock-calendar = Calendar used
work-clock-other-calendar = The working days were updated after this limit was counted; below stands the count by today's. A running limit is counted again by itself; what was promised stays.
work-clock-not-by-days = This limit is not counted by the days of a calendar.
work-clock-days = Day by day
work-day = Date
work-weekday = Weekday
work-day-kind = What day it is
work-counted = Count
work-day-zero = Day of receipt, not counted
work-day-due = until 24:00 of this day
work-amount-workdays = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
 }
work-amount-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }
work-amount-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }

work-near-notice = { $number } is due soon: { $what }, by { $due }.
work-near-provisional-notice = The limit of { $number } is not certain yet: { $what }. You are reminded by { $due } provisionally; please do it early.
work-overdue-notice = { $number } is overdue: { $what }, due { $due }.
work-overdue-unowned-notice = { $number } is overdue and nobody has taken it up: { $what }, due { $due }.
work-overdue-still-notice = { $number } is still open one working day after its limit: { $what }, due { $due }.
work-gate-no-extension = The limit { $rule } cannot be extended.
