# The pages of patients and families: plain and kind

public-office = Patient Relations Office
public-title = Tell us
public-title-refused = Some things to change · Tell us
public-heading = Tell us
public-large-letters = Large text
public-usual-letters = Usual text
public-next = Continue
public-emergency = If a life is in danger or somebody threatens violence, call 120 (ambulance) or 110 (police) at once, or turn to the nearest doctor or nurse.
public-contact-is = How to reach us:{" "}
public-place-is = Where we receive you:{" "}
public-hours-are = When we receive you:{" "}
public-channels-are = You can also reach us this way:
public-other-ways = Not at ease with a phone? Any nurse, doctor or the service desk can fill this in for you, or come to the office and tell us. It is handled in the same way.

public-kind = What would you like to do
public-kind-enquiry = Ask
public-kind-complaint = Complain
public-kind-praise = Praise
public-kind-suggestion = Suggest
public-kind-help = Ask for help
public-hint-enquiry = What is not clear
public-hint-complaint = What was not right
public-hint-praise = What did you good
public-hint-suggestion = What could be better
public-kind-missing = Please choose one of the four above.

public-narrative = What happened
public-narrative-hint = In your own words. If you remember, add when and where it was, and what you would like us to do.
public-clue-open = Do bribes, kickbacks or needless treatment for gain come into it? Open here
public-clue = A clue for the discipline office alone
public-clue-hint = What you write here goes to the hospital's discipline office by itself; departments and others do not see it. You need not write it above.
public-handed-soon = The clue you reported is on its way to the hospital's discipline office.
public-handed-since = The hospital's discipline office has had the clue you reported since { $day }; the rest is answered separately.
public-narrative-short = Please write what happened, two characters at least.
public-narrative-long = There is room for { $most } characters; you wrote { $given }. Please begin with what matters most, and tell us the rest in person or by telephone.

public-department = In which department (optional)
public-department-hint = Leave it if you are not sure; we will find out.
public-department-none = I do not know, or would rather not say
public-places-wards = Wards
public-places-windows = Counters
public-places-clinics = Clinics and departments
public-places-others = Others

public-name = How may we call you (optional)
public-name-hint = A family name will do. Only those who handle this see it.
public-phone = Telephone (optional)
public-phone-hint = You can send this without a number, and it is handled all the same. But we cannot ask you about details or call you with the result; you would look it up yourself with your code.
public-phone-missing = You would like a call: please give a number, or choose “No call” below.
public-reply = Shall we call you with the result
public-reply-phone = Please call me
public-reply-none = No call, I will look it up
public-topic = Please leave this empty
public-topic-filled = This field keeps automatic programs out. Please clear it and send again.
public-promise-to-reader = Speaking up does not affect your treatment. After sending you get a number and a code to look it up.
public-send = Send
public-too-many = Too many people on this network sent something just now. Please wait { $seconds } seconds and try again. What you wrote is still here.
public-unavailable = It could not be saved just now. What you wrote is still here; please press “Send” again in a while. If it is pressing, call or come to the office.
public-anonymous = Sent by the public page without a telephone number.
public-to-status = Sent something before? See how far it is

public-receipt-title = Received
public-receipt-heading = We have received it
public-receipt-thanks = Thank you for telling us. Please copy the code below before you leave this page.
public-receipt-code = Your code
public-receipt-copy = Write it down, or take a photo or a screenshot:
public-receipt-secret = The code is shown only this once, and we cannot look it up either. With it you can see how far it is; please show it to nobody. It holds no letters or digits that are easily mistaken.
public-receipt-print = For a paper slip use “Print” in the browser's menu, or ask the service desk to print it.
public-receipt-kept = I have copied it
public-receipt-kept-done = The code is no longer shown on this device. To see how far it is, enter it here.
public-receipt-minutes = After ten minutes this page is put away by itself.

public-number = Number
public-about = About
public-received = Received
public-answer = Answer
public-contact = Reach us
public-look-at = Look it up at
public-day = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
 }, { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
public-promise-by = by the end of { $day }
public-promise-about = around { $day }; the day is still to be fixed
public-promise-soon = We look at it as soon as we can; the result is shown here
public-promise-workdays = { $n ->
    [one] One working day,
   *[other] { $n } working days,
 } counted from the day after we received it. Weekends and holidays do not count; weekend days worked in exchange do.
public-promise-unknown-year = Next year's public holidays are not announced yet; then the day is fixed.
public-promise-broken = The day we promised is over and you have no answer yet. We are sorry. Please call or come to the office and give your number.

public-status-title = How far it is
public-status-heading = How far it is
public-code = Code
public-code-hint = The 16 letters and digits you were given, in groups of four. Small letters and blanks do not matter.
public-look = Look it up
public-look-again = Look again
public-look-away = Done, put it away
public-code-empty = Please enter your code.
public-code-length = The code has 16 letters and digits; you entered { $n }. Please compare it with what you copied.
public-code-group = Group { $n } seems to be miscopied or mistyped. Please compare it with what you copied. There is no 0 and no 1 in a code, nor a letter that looks like them.
public-code-groups = More than one group does not fit, from group { $n } on. Please compare it with what you copied.
public-code-away = The record of your matter has been put in order, and our colleagues have to tell you themselves how it stands. Please come to the office with your receipt or call us: we will look into it carefully.
public-code-unknown = Nothing was found. Please compare it with what you copied; if it is right, call or come to the office with the number or the day you sent it, and we will find it.
public-code-lost = Lost the code? Call or come to the office, tell us the day and what it was about, and we will look it up with you.
public-to-report = Tell us something new
public-how-far = How far it is
public-now = (now)
public-paused = It rests for now, waiting for something that must be settled first. Then it goes on.
public-answer-missed = Have you not heard our answer? Call or come to the office and give your number.
public-answer-ready = Your answer lies ready. Come to the patient relations office with your receipt; we will explain it to you in person.
public-step-received = Received
public-step-taken-up = Somebody is on it
public-step-checking = Being looked into
public-step-answering = The answer is being prepared
public-step-answered = Answered
public-step-finished = Finished
public-aside-refused = By the rules this is not for us to handle; the reason has been or will be explained to you. If anything is unclear, call or come to the office.
public-aside-handed-over = This was handed to the authority that may handle it. To know where, call or come to the office.
public-aside-dispute = This now goes by the procedure for medical disputes; somebody will contact you.
public-aside-merged = This is the same matter as another one; both are handled together.
public-aside-withdrawn = You have taken this back. What touches safety we still look into and put right. You may raise it again at any time.
public-aside-returned = This is not for the hospital to handle; it went back with the reason to the body that sent it, and they will answer you.
public-ask-office = Please ask the communication office about this matter.
public-more-at-office = The office has more to say to those who may know it: please call or come, and after a look at who you are we tell you.
public-notes = What we have told you
public-privacy-title = Privacy notice
public-privacy-back = Back to the report
public-privacy-heading = How we use what you tell us
public-privacy-version = Version { $version }
public-privacy-old = This version is no longer in force. The present one:
public-privacy-fields = Information: { $fields }
public-privacy-kept = Kept: { $kept }
public-privacy-table = For each purpose: the ground, what is kept and how long
