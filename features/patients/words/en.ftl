# Patients and contacts

patients-phone-mobile-length = A mobile number has 11 digits; this one has { $given }.
patients-phone-local-length = A landline number has 7 or 8 digits after the area code; this one has { $given }.
patients-phone-area = Please give a landline with its area code, such as 010-88886666.
patients-phone-signs = A telephone number has digits only; a landline may have an area code and an extension, such as 010-88886666 ext 123.
patients-phone-foreign = A number from abroad is “+” and 6 to 15 digits; this one has { $given }.
patients-phone-extension = An extension has at most 6 digits; this one has { $given }.
patients-name-long = A name has at most { $most } characters; this one has { $given }.
patients-record-no-long = A record number has at most { $most } characters; this one has { $given }.
patients-birth-form = Please write the date of birth like 1958-03-07.
patients-birth-future = The date of birth lies in the future; please check the year.
patients-birth-old = By this date of birth the person would be { $age }; please check the year.
patients-choice = Please choose one of the listed answers.

patients-sex-male = Male
patients-sex-female = Female
patients-sex-unknown = Not stated

patients-relation-self = The patient
patients-relation-spouse = Husband or wife
patients-relation-parent = Parent
patients-relation-child = Son or daughter
patients-relation-sibling = Brother or sister
patients-relation-grandparent = Grandparent
patients-relation-grandchild = Grandchild
patients-relation-legal-representative = Legal representative
patients-relation-agent = Authorised agent
patients-relation-companion = Accompanying person
patients-relation-other = Other related person

patients-reply-by-phone = By telephone
patients-reply-by-sms = By text message
patients-reply-by-letter = By letter
patients-reply-by-mail = By e-mail
patients-reply-by-visit = In person
patients-reply-by-none = No reply wanted

patients-identity-unchecked = Not checked
patients-identity-oral = Checked by asking
patients-identity-document = Checked by document

patients-document-id-card = Resident identity card
patients-document-passport = Passport
patients-document-hk-macau = Mainland travel permit (Hong Kong, Macau)
patients-document-taiwan = Mainland travel permit (Taiwan)
patients-document-other = Other paper
patients-document-long = A document number has at most { $most } characters.
patients-id-card-wrong = An identity card number has 18 characters and its last one checks the others; please compare it with the card.
patients-address-long = An address has at most { $most } characters.

permission-patients-see-contact = see full names and telephone numbers of patients and contacts
