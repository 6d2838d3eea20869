# 患者和家属的页面：用大白话，不吓人

public-office = 医患沟通办公室
public-title = 有话对我们说
public-title-refused = 有几处要改 · 有话对我们说
public-heading = 有话对我们说
public-large-letters = 大字
public-usual-letters = 普通字
public-next = 继续
public-emergency = 有生命危险或暴力威胁，请立即拨打 120 / 110，或找身边的医护人员。
public-contact-is = 我们的联系方式：
public-place-is = 接待地点：
public-hours-are = 接待时间：
public-channels-are = 也可以这样反映：
public-other-ways = 不方便用手机？可以请身边的医护人员或服务台代您填写，也可以直接到医患沟通办公室来说，办理方式都一样。

public-kind = 您想做什么
public-kind-enquiry = 问一问
public-kind-complaint = 要投诉
public-kind-praise = 想表扬
public-kind-suggestion = 提建议
public-kind-help = 请帮忙
public-hint-enquiry = 不明白的事
public-hint-complaint = 不满意的事
public-hint-praise = 温暖的事
public-hint-suggestion = 可以更好的事
public-kind-missing = 请在上面四项里点选一项。

public-narrative = 发生了什么
public-narrative-hint = 用您自己的话说就行。记得的话，写上时间、地点和您希望我们做什么。
public-clue-open = 涉及红包、回扣、过度诊疗牟利？请点这里
public-clue = 只给纪检部门看的线索
public-clue-hint = 写在这里的内容单独交给医院纪检部门，科室和其他人看不到。上面就不用再写了。
public-handed-soon = 您单独反映的线索正在交给医院纪检部门。
public-handed-since = 您单独反映的线索，已于 { $day } 由医院纪检部门接手；其余内容另行答复。
public-narrative-short = 请写一写发生了什么，至少两个字。
public-narrative-long = 最多写 { $most } 字，您写了 { $given } 字。请先写最要紧的，其余的可以见面或电话里说。

public-department = 在哪个科室（可不填）
public-department-hint = 说不准就不选，我们来查。
public-department-none = 不清楚，或不想说
public-places-wards = 病区
public-places-windows = 窗口
public-places-clinics = 门诊和科室
public-places-others = 其他部门

public-name = 怎么称呼您（可不填）
public-name-hint = 写姓氏也可以。您的姓名只有办理这件事的人看得到。
public-phone = 电话（可不填）
public-phone-hint = 不留电话也能提交，也一样会办。只是我们没法向您核对细节，也没法打电话告诉您结果，要您自己凭查询码来看。
public-phone-missing = 您希望我们打电话，请把电话填上；不想留电话，就在下面选“不用打电话”。
public-reply = 要不要打电话告诉您结果
public-reply-phone = 请打电话告诉我
public-reply-none = 不用打电话，我自己来查
public-topic = 这一栏请空着
public-topic-filled = 这一栏是用来挡住自动程序的，请把里面的字删掉，再提交一次。
public-promise-to-reader = 提意见不会影响给您看病。提交后会给您一个编号和一个查询码。
public-send = 提交
public-too-many = 这个网络里刚才提交的人太多了，请等 { $seconds } 秒再试。您写的都还在。
public-unavailable = 系统暂时存不了，您写的都还在，请过一会儿再点一次“提交”。着急的话，请直接打电话或到医患沟通办公室来。
public-anonymous = 经公众网页提交，未留联系电话。
public-to-status = 以前提交过？查一查办到哪一步了

public-receipt-title = 已收到
public-receipt-heading = 我们收到了
public-receipt-thanks = 谢谢您告诉我们。请先把下面的查询码抄下来，再离开这一页。
public-receipt-code = 您的查询码
public-receipt-copy = 请抄在纸上，或者拍张照、截个屏：
public-receipt-secret = 查询码只显示这一次，我们也查不出来。凭它可以看办到哪一步；请不要给别人看。里面没有容易看错的字母和数字。
public-receipt-print = 要纸质的回执，请用浏览器菜单里的“打印”，或者请服务台帮您打印。
public-receipt-kept = 我抄好了
public-receipt-kept-done = 好的，这台设备上不再显示查询码。以后想看进展，就在这里输入它。
public-receipt-minutes = 十分钟后，这一页也会自动收起。

public-number = 编号
public-about = 事项
public-received = 收到日期
public-answer = 答复时间
public-contact = 联系我们
public-look-at = 查询网址
public-day = { $year }年{ $month }月{ $day }日{ $weekday ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
 }
public-promise-by = { $day }结束以前答复
public-promise-about = 大约在{ $day }前后答复，日子还要再定
public-promise-soon = 我们会尽快看，有了结果就在这里写明
public-promise-workdays = 从收到的第二天起算 { $n } 个工作日，周末和放假不算，调休上班的日子算。
public-promise-unknown-year = 明年的放假安排国家还没有公布，公布后日子就定下来。
public-promise-broken = 已经过了我们答应的日子，还没有答复您，对不起。您可以直接打电话或到办公室催问，报编号就行。

public-status-title = 办到哪一步了
public-status-heading = 办到哪一步了
public-code = 查询码
public-code-hint = 提交后给您的那 16 个字母和数字，四个一组。大小写、空格都不要紧。
public-look = 查一查
public-look-again = 再看一次
public-look-away = 看好了，收起来
public-code-empty = 请输入查询码。
public-code-length = 查询码是 16 个字母和数字，您输入了 { $n } 个，请对着抄的再看一遍。
public-code-group = 第 { $n } 组好像抄错或输错了，请对着抄的再看一遍。查询码里没有 0 和 1，也没有跟它们像的字母。
public-code-groups = 不止一组对不上，从第 { $n } 组起，请对着抄的再看一遍。
public-code-away = 您这件事的记录做过整理，现在要由办公室的同事来跟您说。请带上回执，到医患沟通办公室来，或者打电话给我们，我们会认真帮您查清楚。
public-code-unknown = 没有查到。请对着抄的再看一遍；要是都对，请打电话或到办公室来，报编号或提交的日子，我们帮您找。
public-code-lost = 查询码丢了？请打电话或到医患沟通办公室来，说一说是哪天、什么事，我们当面帮您查。
public-to-report = 有新的话要说
public-how-far = 办到哪一步了
public-now = （现在）
public-paused = 现在暂时停着，在等一件必须先有结果的事。有了结果就接着办。
public-answer-missed = 没有听到我们的答复？请打电话或到医患沟通办公室来，报编号就行。
public-answer-ready = 您的答复已经备好，请带上回执到医患沟通办公室来取，我们当面说明。
public-step-received = 已收到
public-step-taken-up = 有专人在办
public-step-checking = 正在查清楚
public-step-answering = 正在准备答复
public-step-answered = 已答复
public-step-finished = 办完了
public-aside-refused = 这件事按规定不由我们办理，原因已经说明或会向您说明。有不明白的，请打电话或到办公室来。
public-aside-handed-over = 这件事已经转给有权办理的部门。想知道转到了哪里，请打电话或到办公室来。
public-aside-dispute = 这件事改按医疗纠纷的程序办理，会有专人跟您联系。
public-aside-merged = 这件事和另一件说的是同一件事，已经放在一起办。
public-aside-withdrawn = 您已经撤回这件事。涉及安全的，我们仍会查清并改进。想重新提出，随时都可以。
public-aside-returned = 这件事不归本院办理，已连同理由退回转办单位，由他们答复您。
public-ask-office = 这一件请直接向医患沟通办公室了解。
public-more-at-office = 办公室还有话要当面或电话告诉有权知道的人：请与我们联系，核对身份后就能听到。
public-notes = 我们告诉您的话
public-privacy-title = 隐私告知
public-privacy-back = 返回反映页面
public-privacy-heading = 您的信息我们这样使用
public-privacy-version = 版本 { $version }
public-privacy-old = 这是以前使用的版本。现在使用的是
public-privacy-fields = 个人信息：{ $fields }
public-privacy-kept = 保存期限：{ $kept }
public-privacy-table = 每种用途的依据、内容和保存期限
