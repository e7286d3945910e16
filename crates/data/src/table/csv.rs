//! Tables from CSV files.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::str;

use super::dialect::{CsvDialect, CsvOptions, named_delimiter, sniff, sniff_decimal, sniff_header};
use super::records::Records;
use super::{Column, Table};
use pupil_core::error::{Error, Result};

impl Table {
    /// The table of a CSV file's bytes: UTF-8 with or without a byte-order mark, fields with or without quotes.
    ///
    /// # Errors
    /// When it is not UTF-8, has no rows, or a row has more or fewer fields than the first; the message names the file
    /// and the line.
    pub fn from_csv(name: &str, bytes: &[u8], options: &CsvOptions) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if let Err(error) = str::from_utf8(bytes) {
            let message = format!(
                "byte {} is not UTF-8; give the encoding, or save the file as UTF-8",
                error.valid_up_to()
            );
            return Err(Error::format(name, message));
        }
        let (named, bytes) =
            named_delimiter(bytes).map_or((None, bytes), |(named, rest)| (Some(named), rest));
        let delimiter = match options.delimiter {
            None => named.unwrap_or_else(|| sniff(bytes)),
            Some(given) => u8::try_from(given).ok().filter(u8::is_ascii).ok_or_else(|| {
                Error::format(name, format!("the delimiter \"{given}\" is not one ASCII character"))
            })?,
        };
        let decimal = options.decimal.unwrap_or_else(|| sniff_decimal(bytes, delimiter));
        let mut records = Records::new(bytes, delimiter);
        // The line `sep=;` counts.
        let before = usize::from(named.is_some());
        let mut cells = Vec::new();
        let Some((_, width)) = records.next(&mut cells) else {
            return Err(Error::format(name, "the file is empty; expected a CSV table"));
        };
        let header = options.header.unwrap_or_else(|| sniff_header(bytes, delimiter, decimal));
        let names = if header { cells.split_off(0) } else { vec![String::new(); width] };
        while let Some((line, count)) = records.next(&mut cells) {
            if count != width {
                let line = before + line;
                let message =
                    format!("line {line} has {count} fields; expected {width} as in the first line");
                return Err(Error::format(name, message));
            }
        }
        if cells.is_empty() {
            return Err(Error::format(name, "there are no rows below the header"));
        }
        let columns = unique(names).into_iter().enumerate().map(|(at, column)| {
            let cells: Vec<&str> = cells.iter().skip(at).step_by(width).map(String::as_str).collect();
            Column::infer_in(column, &cells, decimal)
        });
        let mut table = Self::new(name, columns.collect())?;
        table.dialect = Some(CsvDialect { delimiter: char::from(delimiter), header, decimal });
        Ok(table)
    }
}

/// Unique names for all columns, as in pandas: empty names become the column's number, repeated names get a suffix.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let name = match name.trim() {
            "" => format!("column {}", at + 1),
            name => name.to_string(),
        };
        let mut own = name.clone();
        let mut count = 0;
        while taken.contains(&own) {
            count += 1;
            own = format!("{name}.{count}");
        }
        taken.push(own);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Decimal, Kind};

    fn read(text: &str) -> Table {
        Table::from_csv("t.csv", text.as_bytes(), &CsvOptions::default()).unwrap()
    }

    fn names(table: &Table) -> Vec<&str> {
        table.columns().iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn delimiters_headers_and_quotes_are_found() {
        for text in
            ["a,b\n1,x\n2,y\n", "a;b\r\n1;x\r\n2;y", "a\tb\n1\tx\n2\ty\n\n", "\u{feff}\"a\",b\n1,\"x\"\n2,y"]
        {
            let table = read(text);
            assert_eq!((names(&table), table.rows()), (vec!["a", "b"], 2), "{text:?}");
            assert_eq!(table.column("b").unwrap().text(1).as_deref(), Some("y"));
        }
        let table = read("name,note\n\"Lee, A\",\"said \"\"hi\"\"\nand left\"\n\"B; C\",\n");
        assert_eq!(table.column("name").unwrap().text(0).as_deref(), Some("Lee, A"));
        assert_eq!(table.column("note").unwrap().text(0).as_deref(), Some("said \"hi\"\nand left"));
        assert_eq!(table.column("note").unwrap().text(1), None);
        // German numbers: commas within fields that semicolons separate.
        assert_eq!(names(&read("x;y\n1,5;2\n2,5;3\n")), ["x", "y"]);
        // Blanks separate numbers, but not the words of a single column.
        assert_eq!(names(&read("mpg  cylinders\n 18.0   8\n15.5  6 \n")), ["mpg", "cylinders"]);
        assert_eq!(names(&read("city\nNew York\nLos Angeles\n")), ["city"]);
        assert_eq!(names(&read("a|b\n1|2\n")), ["a", "b"]);
        assert_eq!(names(&read("sep=;\r\na;b\r\n1;2\r\n")), ["a", "b"]);
        assert_eq!(names(&read("\"sep=\t\"\na\tb\n1\t2\n")), ["a", "b"]);
        assert_eq!(names(&read("x\n1\n2\n")), ["x"]);
        assert_eq!(names(&read("1,2\n3,4\n")), ["column 1", "column 2"]);
        assert_eq!(names(&read(",a,a,\n1,2,3,4\n")), ["column 1", "a", "a.1", "column 4"]);
        let options = CsvOptions { delimiter: Some('|'), header: Some(false), decimal: None };
        let table = Table::from_csv("t", b"a|b\nc|d", &options).unwrap();
        assert_eq!((names(&table), table.rows()), (vec!["column 1", "column 2"], 2));
    }

    #[test]
    fn stray_quotes_swallow_no_records() {
        let third = |text: &str| {
            let table = read(text);
            assert_eq!(table.rows(), 3, "{text:?}");
            table.columns()[1].text(2).unwrap()
        };
        assert_eq!(third("n\ttext\n1\tfine\n0\t\"bad\n1\tgood\n"), "good");
        assert_eq!(third("n\ttext\n1\t\"fine\n0\tbad\n1\t\"good\" film\n"), "\"good\" film");
        assert_eq!(third("n,text\n1,\"fine,\nreally\"\n0,5\" long\n1,\"a\"\" b\""), "a\" b");
    }

    #[test]
    fn numbers_are_read_as_the_file_writes_them() {
        let kinds = |table: &Table| table.columns().iter().map(Column::kind).collect::<Vec<_>>();
        for text in [
            "x;y\n0,0;0,5\n0,25;2,5\n1,5;12,5\n",
            "0,0;0,5\n0,25;2,5\n1,5;12,5\n",
            "x\ty\n1.234,5\t2\n0,5\t3\n",
            "x,y\n\"1,5\",2\n\"0,25\",3\n",
            "x,y\n\"1,234\",2\n\"1,234,567\",3\n",
            "x;y\n1 234;2\n12 345,5;3\n",
            "x,y\n1.5,None\n#N/A,<NA>\n",
        ] {
            let table = read(text);
            assert_eq!(kinds(&table), [Kind::Number, Kind::Number], "{text}");
        }
        let table = read("x;y\n0,25;2,5\n1.234,5;12,5\n");
        assert_eq!(table.column("x").unwrap().text(1).as_deref(), Some("1234.5"));
        let dialect = CsvDialect { delimiter: ';', header: true, decimal: Decimal::Comma };
        assert_eq!(table.dialect(), Some(dialect));
        // What is given is not guessed.
        let options = CsvOptions { decimal: Some(Decimal::Point), ..CsvOptions::default() };
        let table = Table::from_csv("t", b"x;y\n0,25;2,5\n1,5;12,5\n", &options).unwrap();
        assert_eq!(kinds(&table), [Kind::Category, Kind::Category]);
    }

    #[test]
    fn headers_may_have_numbers() {
        assert_eq!(names(&read("country,2019,2020\nC0,0.5,0.5\nC1,1.5,2.5\n")), ["country", "2019", "2020"]);
        assert_eq!(names(&read("id,1\n5,6\n7,8\n")), ["id", "1"], "a name above numbers");
        assert_eq!(names(&read("Toyota,1999,2004\nBMW,2001,2009\n")), ["column 1", "column 2", "column 3"]);
        assert_eq!(names(&read("Lee,3\nKim,4\n")), ["column 1", "column 2"]);
        assert_eq!(names(&read("?,3\n2,4\n1,5\n")), ["column 1", "column 2"], "a gap is no name");
    }

    #[test]
    fn many_and_long_fields_are_read_whole() {
        let header: Vec<String> = (0..300).map(|at| format!("c{at}")).collect();
        let row = vec!["7".repeat(20); 300].join(",");
        let table = read(&format!("{}\n{row}\n{row}", header.join(",")));
        assert_eq!((table.columns().len(), table.rows()), (300, 2));
        assert!(table.columns().iter().all(|column| column.kind() == Kind::Number));
    }

    #[test]
    fn files_that_are_not_tables_are_refused() {
        let refused =
            |bytes: &[u8]| Table::from_csv("t.csv", bytes, &CsvOptions::default()).unwrap_err().to_string();
        assert_eq!(refused(b""), "t.csv: the file is empty; expected a CSV table");
        assert_eq!(refused(b"a,b\n"), "t.csv: there are no rows below the header");
        assert_eq!(
            refused(b"a,b\n1,2\n3,4\n1,2,3\n5,6\n"),
            "t.csv: line 4 has 3 fields; expected 2 as in the first line"
        );
        assert!(refused(b"sep=;\na;b\n1;2\n3\n").contains("line 4 has 1 fields"));
        for text in ["a,b\n1,2\n3,4\n1", "a,b\r\n1,2\r\n\r\n1\r\n", "a,b\n1,\"2\n3\"\n4\n"] {
            let error = refused(text.as_bytes());
            assert_eq!(error, "t.csv: line 4 has 1 fields; expected 2 as in the first line", "{text:?}");
        }
        assert!(refused(b"a\n\xff\n").contains("byte 2 is not UTF-8"));
    }
}
