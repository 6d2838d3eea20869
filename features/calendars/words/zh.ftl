# 工作日与时限

calendars-undetermined = { $year }年的放假调休安排尚未导入，无法确定到期日；仅按周末推算约为{ $day }，不能作为依据。请先导入国务院办公厅的放假通知。

calendars-year-reminder = { $year }年的放假调休安排尚未导入。国务院办公厅的通知通常在10月下旬至12月中旬发布，请留意并导入。
calendars-year-warning = { $year }年的放假调休安排仍未导入，跨入{ $year }年的时限都无法确定到期日。请尽快导入。

calendars-explain-row = { $day } { $weekday } { $kind } { $count }
calendars-explain-counted = 第{ $number }日
calendars-explain-not-counted = 不计
calendars-explain-due = 到期日：{ $day }，至当日24:00

calendars-kind-working-day = 工作日
calendars-kind-weekend = 周末
calendars-kind-holiday = { $name }放假
calendars-kind-make-up = { $name }调休上班
calendars-kind-house-rest = 本院休息：{ $name }
calendars-kind-house-work = 本院上班：{ $name }
calendars-kind-unknown = 安排未知

calendars-weekday-1 = 周一
calendars-weekday-2 = 周二
calendars-weekday-3 = 周三
calendars-weekday-4 = 周四
calendars-weekday-5 = 周五
calendars-weekday-6 = 周六
calendars-weekday-7 = 周日

calendars-festival-new-year = 元旦
calendars-festival-spring = 春节
calendars-festival-qingming = 清明节
calendars-festival-labour = 劳动节
calendars-festival-dragon-boat = 端午节
calendars-festival-mid-autumn = 中秋节
calendars-festival-national = 国庆节

# 核对导入的年度安排
calendars-check-other-year = { $day }不在该年度内，请核对年份。
calendars-check-make-up-on-weekday = { $day }不是周末，不能列为调休上班日。
calendars-check-twice = { $day }出现了两次，请只保留一次。
calendars-check-statutory-missing = { $day }是{ $festival }法定假日，但没有列为放假日。
calendars-check-long-break = 从{ $day }起连续放假超过10天，请核对。
calendars-check-balance = 放假的工作日有{ $freed }天，调休上班{ $worked }天，与法定假日{ $expected }天对不上；跨年调休时可能如此，请核对。
calendars-check-no-festivals = 程序没有{ $year }年的农历节日日期，无法核对法定假日是否齐全，请人工核对。

# 读取通知
calendars-notice-json = 文件格式有误：{ $detail }
calendars-notice-incomplete = { $year }年的文件标明不完整，不能导入。
calendars-notice-empty = { $year }年的文件里没有任何日期，说明安排尚未公布，不能导入。
calendars-notice-supplement-needs-table = 这是对{ $year }年安排的调整通知，请先导入该年的完整安排。
calendars-notice-no-year = 文中没有找到年份，请粘贴通知全文。
calendars-notice-no-days = 文中没有找到放假或上班的日期，请粘贴通知全文。
calendars-notice-festivals-missing = 文中缺少{ $festivals }的安排，请粘贴通知全文。
calendars-notice-no-such-day = “{ $text }”不是一个日期，请核对。
calendars-notice-weekday = { $day }是{ $actual }，文中写的是{ $written }，请核对日期。
calendars-notice-range = 从{ $from }到{ $to }不像一个假期，请核对起止日期。
calendars-notice-count = 文中写共{ $written }天，列出的日期是{ $counted }天，请核对。
calendars-notice-rest-and-work = { $day }既写了放假又写了上班，请核对。
calendars-notice-prolongs = “{ $text }”是延长假期，请在日历上逐日标注。
calendars-notice-unclear = “{ $text }”里有日期，但看不出是放假还是上班，请改写或逐日标注。
