inquiry-head-statements = { $n ->
    [one] Waiting for { $n } statement
   *[other] Waiting for { $n } statements
 }
inquiry-head-findings = { $owner } is looking into it
inquiry-head-review = Somebody else reviews the inquiry
inquiry-head-form = Fill in the inquiry form
inquiry-head-act-review = Review the inquiry
inquiry-panel = Inquiry
inquiry-progress = Progress of the inquiry
inquiry-inbox = Statements we owe
inquiry-inbox-note = What the office asks our department to explain, by deadline
inquiry-inbox-no-department = Your account belongs to no department yet
inquiry-inbox-no-department-remedy = Ask the system administrator to add you to your department; what it is asked will then stand here.
inquiry-owed = To write
inquiry-owed-none = Nothing to explain now
inquiry-owed-none-note = New questions appear here, and you are notified.
inquiry-given = Given
inquiry-given-none = No statement has been given yet.
inquiry-clock = Deadline
inquiry-question = What to explain
inquiry-question-put-away = The question is put away. Please ask the office what your department is still to explain.
inquiry-department = Department
inquiry-number = Number
inquiry-write = Write the statement
inquiry-bounced = { $n ->
    [one] sent back once
   *[other] sent back { $n } times
 }
inquiry-chip-open = due by { $day }
inquiry-chip-near = due soon: { $day }
inquiry-chip-overdue = overdue since { $day }
inquiry-chip-given = given { $day }
inquiry-chip-given-late = given { $day }, late
inquiry-chip-excused = no longer waited for
inquiry-chip-no-day = to be given, no day set
inquiry-comma = ,{ " " }

inquiry-statement = Statement
inquiry-statements = Statements of departments
inquiry-statements-none = No department has been asked yet.
inquiry-our-statement = Our department's statement
inquiry-statement-hint = Plain facts are enough: when, who, what was done, what was said. Departments without a medical part fill in the last field only.
inquiry-section-condition = The patient's condition
inquiry-section-course = Course of the visit
inquiry-section-communication = What was said between doctor and patient
inquiry-section-text = What the department says
inquiry-give = Give the statement
inquiry-give-confirm = Once given it cannot be changed, only added to. Give it now?
inquiry-draft-saving = Saving the draft…
inquiry-draft-saved = Draft saved { "{time}" }
inquiry-draft-failed = The draft was not saved, please keep this page open
inquiry-asked-at = Asked { $at }
inquiry-giving = Giving { $n }
inquiry-giving-last = The statement as given
inquiry-giving-returned = Sent back
inquiry-locked = Locked
inquiry-given-by-at = { $name }, { $at }
inquiry-digest = digest { $digest }
inquiry-returned-because = { $n ->
    [one] The office sent it back; please add to it and give it again:
   *[other] The office sent it back for the { $n }. time; please add to it and give it again:
 }
inquiry-excused-because = The office no longer waits for this statement:
inquiry-amendments = Added later
inquiry-amendment = What to add
inquiry-amend = Add to the statement
inquiry-amend-hint = What was given stays as it is; what you add stands below it with your name and the time.
inquiry-amend-given-only = This statement has not been given yet; write into it directly
inquiry-return = Send back
inquiry-return-reason = Why it goes back and what is missing
inquiry-excuse = No longer wait
inquiry-excuse-reason = Why nobody waits for it any longer
inquiry-due-on = Due on
inquiry-due-hint = Left empty, the rule of 2 working days applies.
inquiry-open-statement = Open this statement

inquiry-request = Ask departments
inquiry-request-begin = Please explain the following:
inquiry-request-send = Send
inquiry-departments = Which departments
inquiry-other-departments = Other departments
inquiry-is-asked = (asked, not given yet)

inquiry-investigation = Inquiry form
inquiry-investigation-locked = Every allegation has its finding, so the form is locked; it opens again if the review sends it back
inquiry-changed = changed by { $name }, { $at }
inquiry-course-time = Time
inquiry-course-place = Place
inquiry-course-who = Who
inquiry-course-happened = What was done and said
inquiry-course-source = Known from (record page, video, statement …)
inquiry-course-add = One more row
inquiry-course-remove = Remove this row
inquiry-record = Save the form
inquiry-documents = Documents
inquiry-documents-none = No documents yet. Add them on the case's page; who took them and when is kept.

inquiry-find = Record findings
inquiry-find-save = Save the findings
inquiry-find-waiting = { $n ->
    [one] One statement has not come yet. You may find already; the review waits for it.
   *[other] { $n } statements have not come yet. You may find already; the review waits for them.
 }
inquiry-find-empty-sections = Still empty in the form:
inquiry-finding = Finding
inquiry-findings = Findings
inquiry-finding-why = Reasons
inquiry-finding-hint = In words the patient understands, at least 5 characters.
inquiry-allegation = Allegation { $seq }
inquiry-allegation-head = Allegation
inquiry-not-found-yet = not judged yet
inquiry-no-allegations = The allegations of this case are not listed yet
inquiry-no-allegations-remedy = List them one by one on the case's page, then judge each.
inquiry-to-case = Back to the case
inquiry-found-by = Found by:
inquiry-sent-back-because = Sent back by the review:

inquiry-review = Review
inquiry-review-reason = Comment
inquiry-review-hint = Sending back needs a reason.
inquiry-review-ok = Agree
inquiry-review-back = Send back

inquiry-next-statements = { $n ->
    [one] Waiting for one statement.
   *[other] Waiting for { $n } statements.
 }
inquiry-next-findings = { $n ->
    [one] One allegation is not judged yet.
   *[other] { $n } allegations are not judged yet.
 }
inquiry-next-review = All is found; somebody else has to review it.
inquiry-progress-statements = { $given } of { $asked } given
inquiry-progress-findings = { $found } of { $all } judged
inquiry-progress-reviewed = reviewed
inquiry-progress-unreviewed = not reviewed

inquiry-asked-done = Sent; each department finds it in its inbox.
inquiry-given-done = The statement is given and locked. Thank you.
inquiry-returned-done = Sent back; the department sees the reason and its new day.
inquiry-excused-done = Nobody waits for this statement any longer.
inquiry-amended-done = Your words stand below the statement.
inquiry-recorded-done = The form is saved.
inquiry-found-done = The findings are saved.
inquiry-reviewed-done = The findings stand; the case can be handled.
inquiry-sent-back-done = Sent back; whoever handles the case is notified.

inquiry-notice-asked = { $number }: our department is asked for a statement
inquiry-notice-given = { $number }: a department has given its statement
inquiry-notice-returned = { $number }: the statement was sent back, please read why and add to it
inquiry-notice-sent-back = { $number }: the review sent the findings back

inquiry-text-short = Please write at least { $least } characters of what the department says
inquiry-text-long = At most { $most } characters, you wrote { $have }; add long material as a file
inquiry-question-short = Say what the department should explain, at least { $least } characters
inquiry-return-reason-short = Say why it goes back, at least { $least } characters, so that the department knows what to add
inquiry-excuse-short = Say why nobody waits any longer, at least { $least } characters
inquiry-amendment-short = Write at least { $least } characters
inquiry-review-reason-short = Sending back needs a reason of at least { $least } characters
inquiry-departments-missing = Choose at least one department
inquiry-department-unknown = There is no department “{ $name }”; use its code or full name
inquiry-department-which = Several of your departments were asked; say which one
inquiry-department-unasked = This department was not asked, or its statement is not in a state for this
inquiry-asked-already = This department still owes a statement; wait for it before asking again
inquiry-day-wrong = Write the day like 2026-09-28
inquiry-due-past = The deadline cannot be before today
inquiry-course-what = Say what was done or said in this row
inquiry-course-long = At most { $most } rows; add a longer course as a file
inquiry-findings-missing = Judge at least one allegation
inquiry-finding-allegation = There is no allegation { $seq }, or it stands twice
inquiry-finding-missing = Choose a finding for allegation { $seq }
inquiry-finding-reason = Give the reasons for allegation { $seq }, at least { $least } characters
inquiry-gate-own-department = You belong to a department complained of: you may give its statement, but not investigate, judge or review. Please leave that to somebody else.
inquiry-gate-second-person = You made these findings; somebody else has to review them.

inquiry-typed-stays = What you typed is still below, nothing is lost; look at how things stand and send it again.
inquiry-in-the-way = This cannot be done yet:
inquiry-left-over = What you typed and could not send
inquiry-not-applicable = Not applicable:
inquiry-condition-none = Why the patient's condition does not apply (where nobody was treated)
inquiry-course-none = Why the course of the visit does not apply (where there was no visit)
inquiry-communication-none = Why what was said does not apply
inquiry-not-applicable-both = This section is filled in; no reason is needed why it does not apply
inquiry-not-applicable-short = Say why it does not apply, at least { $least } characters
inquiry-earlier = What the form has said
inquiry-stands-now = What stands now, by { $name }, { $at }
inquiry-rounds = Forms from before the reopening
inquiry-round = Round { $n }
inquiry-round-reviewed = Round { $n }, reviewed by { $name }, { $at }
inquiry-review-lacking = Before the findings can stand:
inquiry-respondent = You are complained of in this case: please let a colleague give the department's statement. Your own account matters too; write it as a note, and the office will look into it.
inquiry-respondent-note = Write a note
inquiry-gate-section = “{ $section }” is still empty in the form: fill it in, or say why it does not apply
inquiry-gate-find-again = Nobody has found anything in this round: whoever handles the case has to look at the findings and save them again
inquiry-gate-closed-file = This is a closed file: no department is asked. Please hand it to the discipline officer.
inquiry-gate-nobody-states = Everybody who could state for this department is complained of: have the reviewing office look into it, or enter what comes on paper.
