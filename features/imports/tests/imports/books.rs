//! Invented registers, as offices keep them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

pub const HEADINGS: [&str; 12] = [
    "序号",
    "接待日期",
    "受理渠道",
    "类别",
    "患者姓名",
    "联系电话",
    "就诊科室",
    "反映内容",
    "诉求",
    "处理结果",
    "答复日期",
    "备注",
];

/// Good rows in the forms people write; four bad ones; a blank line; a total.
pub const ROWS: [[&str; 12]; 12] = [
    [
        "1",
        "2013-03-04 09:20:15",
        "来访",
        "投诉",
        "钱多多",
        "13800000001",
        "骨科",
        "拍片等了两个小时，没有人解释。",
        "道歉",
        "当面致歉，已说明原因",
        "2013/3/6",
        "",
    ],
    [
        "2",
        "2013/3/5",
        "来电",
        "咨询",
        "孙小圣",
        "",
        "",
        "出院多久能复印病历？",
        "",
        "告知流程",
        "2013-03-05",
        "回电",
    ],
    [
        "3",
        "2013年3月6日",
        "网站",
        "建议",
        "",
        "",
        "门诊大厅",
        "希望大厅多放几把椅子。",
        "",
        "",
        "",
        "",
    ],
    [
        "4",
        "2013.03.07",
        "12345热线",
        "求助",
        "朱八",
        "010-88886666",
        "急诊科",
        "外地来看病，找不到住处。",
        "",
        "",
        "未答复",
        "",
    ],
    [
        "5",
        "同上",
        "〃",
        "投诉",
        "沙和",
        "不详",
        "急诊科",
        "挂号窗口\n提前十分钟停止收费。",
        "",
        "",
        "",
        "",
    ],
    ["", "", "", "", "", "", "", "", "", "", "", ""],
    [
        "6",
        "２０１３－０３－０９",
        "来信",
        "表扬",
        "白龙",
        "",
        "儿科",
        "护士长雨天送孩子到车站，谢谢。",
        "",
        "",
        "",
        "",
    ],
    [
        "7",
        "2013-02-30",
        "来访",
        "投诉",
        "甲",
        "",
        "骨科",
        "日期不存在",
        "",
        "",
        "",
        "",
    ],
    [
        "8",
        "",
        "来访",
        "投诉",
        "乙",
        "",
        "骨科",
        "没有日期",
        "",
        "",
        "",
        "",
    ],
    [
        "9",
        "2013-03-10",
        "飞鸽传书",
        "投诉",
        "丙",
        "",
        "骨科",
        "渠道不认识",
        "",
        "",
        "",
        "",
    ],
    [
        "10",
        "2013-03-11",
        "来访",
        "投诉",
        "丁",
        "",
        "骨科",
        "",
        "",
        "",
        "",
        "",
    ],
    ["合计", "", "", "", "", "", "", "共10件", "", "", "", ""],
];

fn quoted(cell: &str) -> String {
    if cell.contains([',', '\n', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A CSV with a title above its headings.
pub fn csv_of(rows: &[[&str; 12]]) -> String {
    let mut text = String::from("某院来访来电登记簿,,,,,,,,,,,\r\n\r\n");
    for row in std::iter::once(&HEADINGS).chain(rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

pub fn csv() -> Vec<u8> {
    csv_of(&ROWS).into_bytes()
}

/// As Chinese Excel saves it.
pub fn gb18030() -> Vec<u8> {
    encoding_rs::GB18030.encode(&csv_of(&ROWS)).0.into_owned()
}

/// The same register as a workbook: merged title, a real date, a real date without
/// a time, a telephone kept as a number.
pub fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let title = Format::new();
    sheet
        .merge_range(0, 0, 0, 11, "某院来访来电登记簿", &title)
        .unwrap();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(2, column, heading).unwrap();
    }
    for (at, row) in (3..).zip(ROWS) {
        for (column, cell) in (0..).zip(row) {
            if !cell.is_empty() {
                sheet.write(at, column, cell).unwrap();
            }
        }
    }
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let first = ExcelDateTime::from_ymd(2013, 3, 4)
        .unwrap()
        .and_hms(9, 20, 15)
        .unwrap();
    sheet.write_with_format(3, 1, &first, &moment).unwrap();
    let second = ExcelDateTime::from_ymd(2013, 3, 5).unwrap();
    sheet.write_with_format(4, 1, &second, &day).unwrap();
    sheet.write(3, 5, 13_800_000_001.0_f64).unwrap();
    book.save_to_buffer().unwrap()
}

/// A year with many visitors.
pub fn long(rows: usize) -> Vec<u8> {
    let mut text = String::from("接待日期,受理渠道,类别,反映内容\n");
    for number in 1..=rows {
        let day = number % 28 + 1;
        text.push_str(&format!(
            "2014-05-{day:02},来访,咨询,第{number}位问路的人\n"
        ));
    }
    text.into_bytes()
}
