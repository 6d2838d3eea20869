# 通知

notices-title = 通知
notices-unread = 您有 { $count } 条通知还没看
notices-all = 全部
notices-only-unread = 未读
notices-read-all = 全部标为已读
notices-all-read-done = 已全部标为已读。
notices-empty = 现在没有通知
notices-empty-more = 有人把事情交给您、期限临近或者答复被退回时，会在这里告诉您。
notices-home = 回到我的待办
notices-at = 时间
notices-what = 内容
notices-action = 操作
notices-new = 未读
notices-urgent = 紧急
notices-open = 查看
notices-read = 标为已读
