"""Reads the files for other ledgers with programs that are not the store's.

Standard input has the folder of each format's files, and that of the books, as JSON. The
output has the sums of each account, as [account, debit, credit] with decimals, what differs
within an entry, and the dates.
"""

import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
from mloda.community.feature_groups.experimental.german_ledger.datev import read_batch

ask = json.load(sys.stdin)
answers = {}


def summarise(name, lines):
    """Lines are (entry, date, account, debit, credit)."""
    sums, entries, dates = defaultdict(lambda: [Decimal(0), Decimal(0)]), defaultdict(Decimal), set()
    for entry, date, account, debit, credit in lines:
        sums[account][0] += debit
        sums[account][1] += credit
        entries[entry] += debit - credit
        dates.add(str(date))
    answers[name] = {
        "sums": sorted([account, f"{d:.2f}", f"{c:.2f}"] for account, (d, c) in sums.items()),
        "entries": sorted(entries),
        "unbalanced": sorted(entry for entry, left in entries.items() if left),
        "dates": sorted(dates),
    }


def rows(query):
    return duckdb.sql(query).fetchall()


def files(name):
    return f"read_csv('{ask[name]}/*.csv', all_varchar = true)"


money = "coalesce(CAST({} AS DECIMAL(18, 2)), 0)"
if "quickbooks" in ask:
    summarise("quickbooks", rows(f"""SELECT "Journal No.", strptime("Journal Date", '%m/%d/%Y')::DATE, "Account Name",
        {money.format("Debits")}, {money.format("Credits")} FROM {files("quickbooks")}"""))
if "xero" in ask:
    summarise("xero", rows(f"""SELECT "*Narration", strptime("*Date", '%-d %b %Y')::DATE, "*AccountCode",
        greatest({money.format('"*Amount"')}, 0), greatest(-{money.format('"*Amount"')}, 0) FROM {files("xero")} WHERE "*TaxRate" <> ''"""))
for name in ask:
    if name.startswith("generic"):
        summarise(name, rows(f"""SELECT number, date::DATE, their_account, {money.format("debit")}, {money.format("credit")} FROM {files(name)}"""))
        # A ledger that recognises entries by id and line adds nothing the second time.
        duckdb.sql("CREATE OR REPLACE TABLE their_ledger (id UUID, line INT, amount VARCHAR, PRIMARY KEY (id, line))")
        for _ in range(2):
            duckdb.sql(f"INSERT OR IGNORE INTO their_ledger SELECT id, line, coalesce(debit, '') || '/' || coalesce(credit, '') FROM {files(name)}")
        answers[name]["after two imports"] = rows("SELECT count(*) FROM their_ledger")[0][0]
        answers[name]["lines"] = rows(f"SELECT count(*) FROM {files(name)}")[0][0]
if "datev" in ask:
    [path] = Path(ask["datev"]).iterdir()
    header, legs = read_batch(str(path))
    summarise("datev", [
        (number, date, account, max(amount, Decimal(0)), max(-amount, Decimal(0)))
        for number, date, account, amount in zip(legs["Belegfeld 1"], legs["Buchungsdatum"], legs["Konto"], legs["Betrag"])
    ])
    answers["datev"]["header"] = [header.berater, header.mandant, str(header.datum_von), str(header.datum_bis), str(header.sachkontenlaenge)]
if "tally" in ask:
    [path] = Path(ask["tally"]).iterdir()
    lines = []
    for voucher in ElementTree.parse(path).iter("VOUCHER"):
        assert voucher.get("REMOTEID") == voucher.findtext("GUID") and voucher.get("VCHTYPE") == "Journal"
        day = voucher.findtext("DATE")
        for entry in voucher.iter("ALLLEDGERENTRIES.LIST"):
            amount = Decimal(entry.findtext("AMOUNT"))
            assert (amount < 0) == (entry.findtext("ISDEEMEDPOSITIVE") == "Yes")
            lines.append((voucher.get("REMOTEID"), f"{day[:4]}-{day[4:6]}-{day[6:]}", entry.findtext("LEDGERNAME"), max(-amount, 0), max(amount, 0)))
    summarise("tally", lines)
for region in ask["regions"]:
    answers["books of " + region] = rows(f"""SELECT market, account_code,
        CAST(coalesce(sum(amount_minor) FILTER (side = 'D'), 0) / 100 AS DECIMAL(18, 2))::VARCHAR,
        CAST(coalesce(sum(amount_minor) FILTER (side = 'C'), 0) / 100 AS DECIMAL(18, 2))::VARCHAR
        FROM read_parquet('{ask["books"]}/current/v=1/journal/region={region}/**/*.parquet', hive_partitioning = true, hive_types = {{'dt': VARCHAR}})
        WHERE dt LIKE '{ask["month"]}-%' GROUP BY ALL""")
print(json.dumps(answers))
