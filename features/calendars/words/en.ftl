# Working days and time limits

calendars-undetermined = The holiday arrangement of { $year } has not been imported, so the due day is not certain; by weekends alone it would be about { $day }, which binds nobody. Import the State Council's holiday notice first.

calendars-year-reminder = The holiday arrangement of { $year } has not been imported yet. The State Council's notice usually comes between late October and mid December; please look for it and import it.
calendars-year-warning = The holiday arrangement of { $year } is still missing: no time limit that reaches into { $year } has a certain due day. Please import it soon.

calendars-explain-row = { $day } { $weekday } { $kind }, { $count }
calendars-explain-counted = day { $number }
calendars-explain-not-counted = not counted
calendars-explain-due = Due on { $day }, until 24:00 of that day

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
