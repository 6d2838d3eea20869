# Notices

notices-title = Notices
notices-unread = Notices you have not read: { $count }
notices-all = All
notices-only-unread = Unread
notices-read-all = Mark all as read
notices-all-read-done = Everything is marked as read.
notices-empty = There are no notices now
notices-empty-more = When something is given to you, a limit comes near or an answer is sent back, you are told here.
notices-home = Back to my work
notices-at = Time
notices-what = What
notices-action = Action
notices-new = Unread
notices-urgent = Urgent
notices-open = Open
notices-read = Mark as read
