//! Tables from CSV files, and the options for reading them.

use std::path::Path;

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;
use pupil_data::table::{CsvOptions, Decimal, Table, guess_encoding};

use crate::data;

/// How a CSV file is read. What is not given is detected.
#[derive(Args, Debug, Clone, Default)]
pub struct CsvArgs {
    /// What separates the fields: one character; a blank stands for any number of blanks and tabs.
    #[arg(long)]
    delimiter: Option<char>,
    /// Whether the first line has the columns' names.
    #[arg(long, value_name = "true|false")]
    header: Option<bool>,
    /// What comes before the fraction of a number.
    #[arg(long, value_enum)]
    decimal: Option<DecimalName>,
    /// How the file encodes its characters, such as utf-8, gb18030 or windows-1252.
    #[arg(long)]
    encoding: Option<String>,
}

impl CsvArgs {
    /// True if the options say whether the first line holds the names of the columns.
    pub fn says_header(&self) -> bool {
        self.header.is_some()
    }

    /// The same, with the first line's meaning given.
    pub fn with_header(&self, header: bool) -> Self {
        Self { header: Some(header), ..self.clone() }
    }
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum DecimalName {
    Point,
    Comma,
}

/// Reads a table, and prints how it was read where that is not the usual way.
pub fn table(path: &Path, args: &CsvArgs) -> Result<Table> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let bytes = data::read(path)?;
    let label = args.encoding.as_deref().unwrap_or_else(|| guess_encoding(&bytes));
    let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        anyhow!("--encoding is {label}; expected a name such as utf-8, utf-16le, gb18030 or windows-1252")
    })?;
    let (text, encoding, damaged) = encoding.decode(&bytes);
    if damaged {
        return Err(anyhow!("{name}: it is not {}; give its encoding with --encoding", encoding.name()));
    }
    let options = CsvOptions {
        delimiter: args.delimiter,
        header: args.header,
        decimal: args.decimal.map(|decimal| match decimal {
            DecimalName::Point => Decimal::Point,
            DecimalName::Comma => Decimal::Comma,
        }),
    };
    let table = Table::from_csv(&name, text.as_bytes(), &options)?;
    if let Some(dialect) = table.dialect() {
        let mut told = Vec::new();
        if encoding != encoding_rs::UTF_8 {
            told.push(format!("encoding {}", encoding.name()));
        }
        match dialect.delimiter {
            ',' => {}
            '\t' => told.push("fields between tabs".into()),
            ' ' => told.push("fields between blanks".into()),
            other => told.push(format!("fields between \"{other}\"")),
        }
        if dialect.decimal == Decimal::Comma {
            told.push("decimal comma".into());
        }
        if !dialect.header {
            told.push("no header".into());
        }
        if !told.is_empty() {
            eprintln!("{name} is read with: {}", told.join(", "));
        }
    }
    Ok(table)
}
