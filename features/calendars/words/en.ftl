# Working days and time limits

calendars-undetermined = The holiday arrangement of { $year } has not been imported, so the due day is not certain; by weekends alone it would be about { $day }, which binds nobody. Import the State Council's holiday notice first.

calendars-year-reminder = The holiday arrangement of { $year } has not been imported yet. The State Council's notice usually comes between late October and mid December; please look for it and import it.
calendars-year-warning = The holiday arrangement of { $year } is still missing: no time limit that reaches into { $year } has a certain due day. Please import it soon.

calendars-explain-row = { $day } { $weekday } { $kind }, { $count }
calendars-explain-counted = day { $number }
calendars-explain-not-counted = not counted
calendars-explain-due = Due on { $day }, until 24:00 of that day
calendars-due-may-move = Next year's notice is not imported yet: 29 to 31 December may still move with the New Year break. Look again once it is.

calendars-kind-working-day = working day
calendars-kind-weekend = weekend
calendars-kind-holiday = { $name } holiday
calendars-kind-make-up = make-up working day for { $name }
calendars-kind-house-rest = hospital rest day: { $name }
calendars-kind-house-work = hospital working day: { $name }
calendars-kind-unknown = arrangement unknown

calendars-weekday-1 = Mon
calendars-weekday-2 = Tue
calendars-weekday-3 = Wed
calendars-weekday-4 = Thu
calendars-weekday-5 = Fri
calendars-weekday-6 = Sat
calendars-weekday-7 = Sun

calendars-festival-new-year = New Year
calendars-festival-spring = Spring Festival
calendars-festival-qingming = Qingming
calendars-festival-labour = Labour Day
calendars-festival-dragon-boat = Dragon Boat Festival
calendars-festival-mid-autumn = Mid-Autumn Festival
calendars-festival-national = National Day

# Checking an imported year
calendars-check-other-year = { $day } lies outside the year. Please check the year.
calendars-check-make-up-on-weekday = { $day } is not a weekend day and cannot be a make-up working day.
calendars-check-twice = { $day } stands in the list twice. Please keep one.
calendars-check-statutory-missing = { $day } is a statutory day of { $festival } but is not listed as free.
calendars-check-long-break = More than 10 days in a row are free from { $day }. Please check.
calendars-check-balance = Weekdays freed: { $freed }; weekend days worked: { $worked }; that does not fit the { $expected } statutory days. It may be so when days are shifted across the year's end; please check.
calendars-check-no-festivals = The program does not know the lunar festivals of { $year } and cannot tell whether all statutory days are there. Please check by hand.

# Reading a notice
calendars-notice-json = The file is not in the right form: { $detail }
calendars-notice-incomplete = The file of { $year } says it is incomplete and cannot be imported.
calendars-notice-empty = The file of { $year } holds no dates: the arrangement is not published yet. It cannot be imported.
calendars-notice-supplement-needs-table = This notice changes the arrangement of { $year }. Please import that year's full arrangement first.
calendars-notice-no-year = No year was found in the text. Please paste the whole notice.
calendars-notice-no-days = No dates of rest or work were found in the text. Please paste the whole notice.
calendars-notice-festivals-missing = The text has no arrangement for { $festivals }. Please paste the whole notice.
calendars-notice-no-such-day = "{ $text }" is no date. Please check.
calendars-notice-weekday = { $day } is a { $actual }; the text says { $written }. Please check the date.
calendars-notice-range = { $from } to { $to } does not look like a break. Please check both dates.
calendars-notice-count = The text says { $written } days, the dates are { $counted }. Please check.
calendars-notice-rest-and-work = { $day } is said to be both free and worked. Please check.
calendars-notice-prolongs = "{ $text }" prolongs a break. Please mark the days on the calendar one by one.
calendars-notice-unclear = "{ $text }" has a date but does not say whether it is free or worked. Please rephrase it or mark the days one by one.
calendars-notice-line = Line { $line }: { $what }

# Importing a year
calendars-import-too-far = Only the next year is ever arranged; { $year } cannot be imported now. Please check the year.
calendars-import-year-before = The notice also changes days in December { $year }. Please import { $year } first.
calendars-import-replaces = { $year } has an arrangement already. Once confirmed, this one counts; the days that change are marked below.
calendars-preview-whole-year = Arrangement of the whole year { $year }: { $title }
calendars-preview-supplement = Changes to the arrangement of { $year }: { $title }
calendars-preview-row = { $day } { $weekday } { $kind }
calendars-preview-changed = { $row } (was: { $before })

permission-calendars-import = import a year's holiday arrangement
permission-calendars-house-days = set the hospital's own rest days and working days
permission-calendars-rules = set the hospital's own time limits

calendars-menu = Working days
calendars-rules-menu = Time limits
calendars-choose = Please choose
calendars-none = none
calendars-and = {", "}
calendars-day = Day
calendars-weekday = Weekday
calendars-kind = What day it is
calendars-counted = Count
calendars-reason = Reason
calendars-set-by = Set by
calendars-day-wrong = Please give a day, such as 2026-10-08.
calendars-reason-missing = Please say why, so that it can be understood later.
calendars-reason-long = A reason has at most { $most } characters; this one has { $length }.

# The year
calendars-year-title = Working days of { $year }
calendars-workdays-of-year = { $days } working days
calendars-workdays = { $days } working days
calendars-house-workdays = here { $days }
calendars-this-year = This year
calendars-due-link = Due-day calculator
calendars-house-days-link = The hospital's own days
calendars-import-link = Import a holiday notice
calendars-print = Print
calendars-legend = Legend
calendars-legend-holiday = holiday
calendars-legend-make-up = make-up working day
calendars-legend-house-rest = hospital rest day
calendars-legend-house-work = hospital working day
calendars-legend-may-change = may still move with the notice for { $year }
calendars-mark-holiday = off
calendars-mark-make-up = on
calendars-mark-house-rest = H off
calendars-mark-house-work = H on
calendars-month-1 = January
calendars-month-2 = February
calendars-month-3 = March
calendars-month-4 = April
calendars-month-5 = May
calendars-month-6 = June
calendars-month-7 = July
calendars-month-8 = August
calendars-month-9 = September
calendars-month-10 = October
calendars-month-11 = November
calendars-month-12 = December
calendars-weekday-short-1 = M
calendars-weekday-short-2 = T
calendars-weekday-short-3 = W
calendars-weekday-short-4 = T
calendars-weekday-short-5 = F
calendars-weekday-short-6 = S
calendars-weekday-short-7 = S
calendars-breaks = Breaks and make-up days
calendars-break-name = Festival
calendars-break-span = Days off
calendars-break-days = Days
calendars-break-make-up = Make-up working days
calendars-source = Where this comes from
calendars-notice = Notice
calendars-notice-title = Title
calendars-doc-no = Number
calendars-issued-on = Issued on
calendars-address = Address
calendars-verified = Checked
calendars-verified-yes = verified
calendars-verified-no = not verified
calendars-verified-by = Verified by
calendars-source-kind = Source
calendars-source-program = comes with the program
calendars-source-confirmed = imported and confirmed by { $name }, { $at }
calendars-version = Calendar version
calendars-version-years = { $first } to { $last }, version { $mark }
calendars-version-none = no year yet
calendars-year-unknown = The holiday arrangement of { $year } is not known yet
calendars-year-unknown-why = The State Council publishes next year's arrangement between late October and mid December. Until then, time limits that reach into the year have a provisional day only.
calendars-year-unknown-import = When it is out, paste the whole notice on the import page, check it and confirm it.
calendars-year-unknown-ask = When it is out, the head of the office, the information group or a system administrator imports it.

# Calculator
calendars-due-title = Due-day calculator
calendars-due-note = The day of receipt is day 0; working days count from the next day; the limit ends at 24:00 of the due day
calendars-due-from = Received on
calendars-due-workdays = Working days
calendars-due-calendar = Calendar
calendars-calendar-law = the national calendar
calendars-calendar-house = the hospital's calendar
calendars-due-count = Count
calendars-due-why = Day by day
calendars-workdays-wrong = Please give a whole number from 0 to { $most }.
calendars-calendar-wrong = Please choose the national or the hospital's calendar.

# The hospital's own days
calendars-house-days-title = The hospital's own rest days and working days
calendars-house-days-note = These days move only the time limits the hospital set itself, never those of law, and only limits that start after the change.
calendars-house-day-add = Add a day
calendars-house-day-add-button = Add
calendars-house-mark = The day is a
calendars-house-rest = hospital rest day
calendars-house-work = hospital working day
calendars-mark-missing = Please choose whether the day is off or worked.
calendars-house-day-taken = This day is set already; to change it, remove it first.
calendars-house-day-remove = Remove
calendars-house-day-remove-sure = Remove { $day }?
calendars-house-days-empty = The hospital has no days of its own
calendars-house-days-empty-hint = Days on which this hospital differs from the national arrangement belong here: an anniversary, a typhoon, a clinic that stays open on a holiday.
calendars-house-day-set-done = The day is set.
calendars-house-day-unset-done = The day is removed.

# The import page
calendars-import-title = Import a holiday notice
calendars-import-step-find = Find the State Council's notice on the holidays of the year on www.gov.cn.
calendars-import-step-paste = Copy the whole text and paste it below, or choose a text or JSON file.
calendars-import-step-check = The days are listed one by one. Nothing counts before you have compared them with the notice and confirmed.
calendars-import-text = The whole notice
calendars-import-file = Or choose a file
calendars-import-file-hint = A text file must be UTF-8; JSON may be this system's or holiday-cn's. A chosen file goes before pasted text.
calendars-import-preview = Read and preview
calendars-import-empty = Please paste the notice or choose a file.
calendars-import-not-text = This file is not UTF-8 text. Please open it and paste its content above.
calendars-import-too-long = This is too long for a holiday notice. Please paste the notice alone.
calendars-preview-title = Check the arrangement of { $year }
calendars-preview-clean = The automatic check found nothing wrong. Please compare with the notice once more.
calendars-preview-scope = Scope
calendars-scope-whole-year = the whole year
calendars-scope-supplement = only the days named
calendars-not-in-text = not in the text
calendars-preview-days = Days that differ from plain weeks: { $days }
calendars-preview-after = Once confirmed
calendars-preview-before = Now
calendars-preview-ask = Please compare each day with the notice. Once confirmed it counts at once, for limits that start from then on.
calendars-preview-confirm = Compared; confirm { $year }
calendars-preview-again = Back to the text
calendars-preview-refused = It cannot be confirmed before what is marked red above is solved.
calendars-year-imported-done = Imported; it counts from now on.

# Rules
calendars-rules-title = Time limits
calendars-rules-note = Open a code for the full text, its basis and the hospital's own setting
calendars-rules-all = All rules
calendars-rule-title = { $id } { $title }
calendars-rule = Code
calendars-rule-what = Matter
calendars-rule-amount = Time limit
calendars-rule-whose = Set by
calendars-rule-pause = Pause
calendars-rule-extension = Extension
calendars-rule-basis = Basis
calendars-rule-document = Document
calendars-rule-article = Article
calendars-rule-no-article = article not stated
calendars-rule-trigger = Counts from
calendars-rule-version = Version
calendars-rule-from = From
calendars-rule-to = Until
calendars-rule-open = in force
calendars-rule-unverified = Nobody has compared this rule with the document word by word yet. Please read the document before quoting it.
calendars-versions = Versions
calendars-allowed = allowed
calendars-not-allowed = not allowed
calendars-whose-law = law
calendars-whose-house = the hospital
calendars-whose-order = the order itself
calendars-trigger-case-received = the day of receipt, which is day 0
calendars-trigger-statement-asked = the day the department is asked, which is day 0
calendars-trigger-case-closed = the day of closing, which is day 0
calendars-trigger-order-received = the day the order is received, which is day 0
calendars-trigger-month-ended = the last day of the month, which is day 0
calendars-trigger-death = the minute of death; in days, the day of death is day 0
calendars-trigger-body-received = the day the body arrived, which is day 0
calendars-trigger-discovery = the minute of discovery; in days, that day is day 0
calendars-trigger-review-asked = a review is asked for
calendars-trigger-interim-given = an interim word is given
calendars-trigger-request-received = the day of receipt is day 0
calendars-trigger-instruction-given = When a leader said it by word
calendars-amount-visit = on the spot
calendars-amount-order = as the order says
calendars-amount-workday = { $amount ->
    [one] { $amount } working day
   *[other] { $amount } working days
 }
calendars-amount-day = { $amount ->
    [one] { $amount } day
   *[other] { $amount } days
 }
calendars-amount-hour = { $amount ->
    [one] { $amount } hour
   *[other] { $amount } hours
 }
calendars-amount-with-key = { $ordinary }, key cases { $key }
calendars-set-here = set here
calendars-set-title = The hospital's own limit
calendars-set-amount = Here
calendars-set-given = By the rule
calendars-set-none = The hospital has set nothing of its own; the rule counts as it is.
calendars-set-never = The hospital cannot change this rule.
calendars-set-hint-shorter = It can be made shorter, not longer. It counts for limits that start from now on; those that run do not change.
calendars-set-hint-both = It can be made shorter or longer. It counts for limits that start from now on; those that run do not change.
calendars-set-field = Time limit (a number)
calendars-set-field-key = For key cases (optional)
calendars-set-save = Save
calendars-set-restore = Back to the rule
calendars-set-restore-sure = Go back to the rule's own time limit?
calendars-amount-refused = Please give a whole number from 1 to { $most }.
calendars-amount-key-refused = Please give a whole number from 1 to { $most }, not more than for ordinary cases.
calendars-rule-set-done = Saved; it counts for limits that start from now on.
calendars-rule-restored-done = The rule's own limit counts again.
calendars-history = Changes
calendars-history-set-amount = Set to { $amount }: { $reason }
calendars-history-restore-amount = Back to { $amount }
