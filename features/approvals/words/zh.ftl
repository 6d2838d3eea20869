# 审批
permission-approvals-rules = 查看审批权限表
approvals-rules = 审批权限表
approvals-rules-note = 哪些事要谁批、要几位批，按这张表；改了表，已经提出的申请仍按提出时的规定。
approvals-rules-hint = 这些是程序自带的默认规定，还没有人和本院、本地的文件核对过；以本院正式规定为准。
approvals-rule = 事项
approvals-amount-range = 金额（元）
approvals-no-amount = 不涉及
approvals-who = 由谁批
approvals-must = 其中要有{ $role }
approvals-quorum = 人数
approvals-whose = 依据
approvals-whose-law = 法规
approvals-whose-house = 本院规定
approvals-version = 第 { $n } 版，{ $day } 起
approvals-not-verified = 未核对

approvals-kind-refusal = 不予处理
approvals-kind-joint-study = 多部门共同研究
approvals-kind-release = 答复发出
approvals-kind-money = 退费、减免、慰问
approvals-state-open = 等待审批
approvals-state-approved = 已批准
approvals-state-returned = 已退回
approvals-state-withdrawn = 已撤回
approvals-verdict-approve = 同意
approvals-verdict-return = 退回

approvals-gate-own = 自己提出的事，要由另一位负责人决定，您的代理人也不能替您批。
approvals-gate-respondent = 这件事涉及您本人或您代理的人，请由别的负责人决定。
approvals-gate-already = 您或您代理的人已经表示过意见，还要另一位负责人。
approvals-gate-not-theirs = 按审批权限表，这件事不由您审批。
approvals-decided-already = 这件申请已经有人处理了，请刷新看看结果。
approvals-reason-missing = 退回请写明原因
approvals-text-long = 最多 { $most } 个字
