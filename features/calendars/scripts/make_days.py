#!/usr/bin/env python3
"""Writes data/days/<year>.json from the Python package chinesecalendar.

    pip install chinesecalendar==1.11.0
    python3 features/calendars/scripts/make_days.py

Which notice stands behind a year, and where the package is known to differ from
the notice, is kept by hand in notices.json beside this script.
"""

import datetime
import json
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

HERE = Path(__file__).parent
OUT = HERE.parent / "data" / "days"
SOURCE = f"chinesecalendar {version('chinesecalendar')} (PyPI)"
LICENCE = "MIT, Copyright (c) 2017 Lirian Su"
YEARS = range(2004, 2027)

# The package shortens some names; the tables carry the official ones.
NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
CHINESE = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def entries(days, year):
    found = ((day, CHINESE[name]) for day, name in days.items() if day.year == year)
    return [
        {"date": day.isoformat(), "name": NAMES.get(name, name)}
        for day, name in sorted(found)
    ]


def corrected(rest, make_up, corrections, year):
    """Applies what notices.json says the package gets wrong."""
    for fix in corrections:
        if datetime.date.fromisoformat(fix["day"]).year != year:
            continue
        for days in (rest, make_up):
            days[:] = [entry for entry in days if entry["date"] != fix["day"]]
        target = make_up if fix["mark"] == "make_up" else rest
        target.append({"date": fix["day"], "name": fix["name"]})
        target.sort(key=lambda entry: entry["date"])
        yield fix["why"]


def year_file(year, notices):
    rest, make_up = entries(constants.holidays, year), entries(constants.workdays, year)
    notes = list(corrected(rest, make_up, notices["corrections"], year))
    first, *later = notices["years"][str(year)]
    return {
        "year": year,
        "notice": first,
        "amended_by": later,
        "source": SOURCE,
        "licence": LICENCE,
        "notes": notes,
        "rest_days": rest,
        "make_up_days": make_up,
        "complete": True,
    }


def written(value):
    """JSON with one day a line, so that a change of one day is a diff of one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    for name in ("date",):
        text = text.replace("{\n      \"%s\"" % name, "{ \"%s\"" % name)
    return text.replace(",\n      \"name\"", ", \"name\"").replace("\"\n    }", "\" }") + "\n"


def main():
    notices = json.loads((HERE / "notices.json").read_text(encoding="utf-8"))
    OUT.mkdir(parents=True, exist_ok=True)
    for year in YEARS:
        text = written(year_file(year, notices))
        json.loads(text)
        (OUT / f"{year}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
