# 患者与联系人

patients-phone-mobile-length = 手机号应为 11 位数字，您填了 { $given } 位。
patients-phone-local-length = 座机号码应为 7 至 8 位数字，您填了 { $given } 位（不算区号）。
patients-phone-area = 座机请连同区号填写，例如 010-88886666。
patients-phone-signs = 电话只填数字，座机可以带区号和分机，例如 010-88886666 转 123。
patients-phone-foreign = 境外号码应为“+”加 6 至 15 位数字，您填了 { $given } 位。
patients-phone-extension = 分机号最多 6 位数字，您填了 { $given } 位。
patients-name-long = 姓名最多 { $most } 个字，您填了 { $given } 个。
patients-record-no-long = 病历号最多 { $most } 个字符，您填了 { $given } 个。
patients-birth-form = 出生日期请填成 1958-03-07 的样子。
patients-birth-future = 出生日期不能晚于今天，请核对年份。
patients-birth-old = 按这个出生日期已满 { $age } 岁，请核对年份。
patients-choice = 请从列出的选项中选一个。

patients-sex-male = 男
patients-sex-female = 女
patients-sex-unknown = 未说明

patients-relation-self = 本人
patients-relation-spouse = 配偶
patients-relation-parent = 父母
patients-relation-child = 子女
patients-relation-sibling = 兄弟姐妹
patients-relation-grandparent = 祖父母、外祖父母
patients-relation-grandchild = 孙子女、外孙子女
patients-relation-legal-representative = 法定代理人
patients-relation-agent = 委托代理人
patients-relation-companion = 陪同就医人员
patients-relation-other = 其他关系人

patients-reply-by-phone = 电话
patients-reply-by-sms = 短信
patients-reply-by-letter = 书面信函
patients-reply-by-mail = 电子邮件
patients-reply-by-visit = 当面
patients-reply-by-none = 不需要答复

patients-identity-unchecked = 未核对
patients-identity-oral = 口头核对
patients-identity-document = 核对了证件

patients-document-id-card = 居民身份证
patients-document-passport = 护照
patients-document-hk-macau = 港澳居民来往内地通行证
patients-document-taiwan = 台湾居民来往大陆通行证
patients-document-other = 其他证件
patients-document-long = 证件号码不超过 { $most } 个字符。
patients-id-card-wrong = 身份证号码应为 18 位，且末位校验不符，请核对证件后重填。
patients-address-long = 地址不超过 { $most } 个字。

permission-patients-see-contact = 查看患者和联系人的完整姓名与电话
