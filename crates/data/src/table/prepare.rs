//! From a table to features and targets: which columns, how missing values are filled, which rows to test with.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ndarray::Array2;
use serde::Serialize;

use super::encode::{Feature, MOST_CATEGORIES, Missing, too_many};
use super::{Column, Kind, Table, Values, split};
use pupil_core::error::{Error, Result};

/// What is learned: a number or a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A number.
    Regression,
    /// One of at least two classes.
    Classification,
}

impl Task {
    /// The task of this name: `regression` or `classification`.
    ///
    /// # Errors
    /// For any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "regression" => Ok(Self::Regression),
            "classification" => Ok(Self::Classification),
            _ => Err(Error::unsupported("task", name, "regression, classification")),
        }
    }

    /// The task that fits a target: categories, booleans, and numbers that are only 0 and 1 are classes.
    pub fn of(column: &Column) -> Self {
        let Values::Number(values) = &column.values else { return Self::Classification };
        let mut seen = [false; 2];
        for &value in values.iter().filter(|value| !value.is_nan()) {
            if value == 0.0 {
                seen[0] = true;
            } else if value == 1.0 {
                seen[1] = true;
            } else {
                return Self::Regression;
            }
        }
        if seen == [true; 2] { Self::Classification } else { Self::Regression }
    }
}

/// Which numeric features are scaled to mean 0 and standard deviation 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standardize {
    /// All of them, or none.
    All(bool),
    /// The columns with these names.
    Columns(Vec<String>),
}

/// How a table is prepared.
#[derive(Debug, Clone, PartialEq)]
pub struct PrepareOptions {
    /// The column to predict.
    pub target: String,
    /// The columns to predict from; by default all others except those with more than 50 categories.
    pub features: Option<Vec<String>>,
    /// How missing values are treated; by default their rows are left out.
    pub missing: Missing,
    /// Which features are scaled; none by default.
    pub standardize: Standardize,
    /// True to encode the first category of a column without a column of its own, because it follows from the others;
    /// false by default, as in scikit-learn and pandas.
    pub drop_first: bool,
    /// By default the task that fits the target's type.
    pub task: Option<Task>,
    /// The share of rows to test with; 0.2 by default.
    pub test_size: f64,
    /// Decides which rows are tested; 0 by default.
    pub seed: u64,
}

impl PrepareOptions {
    /// The defaults for this target.
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            features: None,
            missing: Missing::Drop,
            standardize: Standardize::All(false),
            drop_first: false,
            task: None,
            test_size: 0.2,
            seed: 0,
        }
    }
}

/// How a table's rows become numbers. It is learned from training rows, and used on any table with these columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preparation {
    /// The features, in order.
    pub features: Vec<Feature>,
    /// What is predicted.
    pub target: Target,
}

/// The column that is predicted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// Its name.
    pub column: String,
    /// The classes' names; `None` for a number.
    pub classes: Option<Vec<String>>,
}

/// Rows as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The rows of the table.
    pub rows: Vec<usize>,
    /// Their features.
    pub x: Array2<f64>,
    /// Their targets.
    pub y: Targets,
}

/// Targets of rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// Numbers.
    Numbers(Vec<f64>),
    /// Indices of classes.
    Labels(Vec<usize>),
}

/// A table that is ready for a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What was learned to prepare it.
    pub preparation: Preparation,
    /// Rows to train on.
    pub train: Part,
    /// Rows to test with; may be empty.
    pub test: Part,
    /// The number of rows left out because a value is missing.
    pub dropped: usize,
    /// Columns left out of the default features because they have too many categories.
    pub skipped: Vec<String>,
}

impl Table {
    /// Prepares a table: picks target and features, leaves out rows or fills what is missing, and splits the rows (by
    /// class where the target is one). Fills, scales and categories are learned from the training rows alone.
    ///
    /// # Errors
    /// When a column does not exist, a feature is the target, the target is not a number or has too many classes, a
    /// column has too many categories, no rows are left, or the test share is not from 0 to below 1.
    pub fn prepare(&self, options: &PrepareOptions) -> Result<Prepared> {
        self.prepare_split(options, |labels, rows| split(rows, labels, options.test_size, options.seed))
    }

    /// As [`Table::prepare`], with a custom split. `deal` gets the class indices, if there are classes, and the number
    /// of remaining rows. It returns the positions among these rows to train on, and those to test with.
    ///
    /// # Errors
    /// As for [`Table::prepare`], and when `deal` fails.
    pub fn prepare_split(
        &self,
        options: &PrepareOptions,
        deal: impl FnOnce(Option<&[usize]>, usize) -> Result<(Vec<usize>, Vec<usize>)>,
    ) -> Result<Prepared> {
        let target = self.column(&options.target)?;
        let (features, skipped) = self.features(options)?;
        if let Standardize::Columns(names) = &options.standardize
            && let Some(name) = names.iter().find(|name| features.iter().all(|column| column.name != **name))
        {
            let message = format!("column \"{name}\" is to be standardized but is no feature");
            return Err(Error::format(&self.name, message));
        }
        let dropping = options.missing == Missing::Drop;
        let whole = |&row: &usize| {
            !(target.missing(row) || dropping && features.iter().any(|column| column.missing(row)))
        };
        let rows: Vec<usize> = (0..self.rows()).filter(whole).collect();
        let dropped = self.rows() - rows.len();
        if rows.is_empty() {
            let message =
                format!("each of the {} rows lacks a value; fill them or use fewer features", self.rows());
            return Err(Error::format(&self.name, message));
        }
        let target = self.target(target, &rows, options.task)?;
        let labels = match self.targets(&target, &rows)? {
            Targets::Labels(labels) => Some(labels),
            Targets::Numbers(_) => None,
        };
        let (train, test) = deal(labels.as_deref(), rows.len())?;
        let pick = |places: Vec<usize>| -> Vec<usize> { places.into_iter().map(|at| rows[at]).collect() };
        let (train, test) = (pick(train), pick(test));
        let learn = |column: &&Column| {
            let standardize = match &options.standardize {
                Standardize::All(all) => *all,
                Standardize::Columns(names) => names.contains(&column.name),
            };
            Feature::learn(self, column, &train, options.missing, standardize, options.drop_first)
        };
        let features = features.iter().map(learn).collect::<Result<_>>()?;
        let preparation = Preparation { features, target };
        let (train, test) = (self.part(&preparation, train)?, self.part(&preparation, test)?);
        Ok(Prepared { preparation, train, test, dropped, skipped })
    }

    fn features(&self, options: &PrepareOptions) -> Result<(Vec<&Column>, Vec<String>)> {
        let mut skipped = Vec::new();
        let mut features = Vec::new();
        if let Some(names) = &options.features {
            for name in names {
                if *name == options.target {
                    let message = format!("column \"{name}\" is the target and cannot be a feature, too");
                    return Err(Error::format(&self.name, message));
                }
                let column = self.column(name)?;
                if features.iter().any(|known: &&Column| known.name == *name) {
                    let message = format!("column \"{name}\" is named twice among the features");
                    return Err(Error::format(&self.name, message));
                }
                features.push(column);
            }
        } else {
            for column in self.columns().iter().filter(|column| column.name != options.target) {
                let many = matches!(&column.values, Values::Category { categories, .. } if categories.len() > MOST_CATEGORIES);
                if many || column.count_missing() == column.len() {
                    skipped.push(column.name.clone());
                } else {
                    features.push(column);
                }
            }
        }
        if features.is_empty() {
            return Err(Error::format(&self.name, "there are no features; expected at least 1 column"));
        }
        Ok((features, skipped))
    }

    /// The classes of a target, if it has any.
    fn target(&self, column: &Column, rows: &[usize], task: Option<Task>) -> Result<Target> {
        let name = column.name.clone();
        if task.unwrap_or_else(|| Task::of(column)) == Task::Regression {
            if column.kind() != Kind::Number {
                let wrong =
                    |&row: &usize| column.text(row).is_some_and(|text| self.number_in(&text).is_none());
                let row = (0..column.len()).find(wrong).unwrap_or(0);
                return Err(self.cell_error(
                    &name,
                    row,
                    &column.text(row).unwrap_or_default(),
                    "a number to predict",
                ));
            }
            return Ok(Target { column: name, classes: None });
        }
        let classes = column.distinct(rows);
        match classes.len() {
            0 | 1 => {
                let only = classes.first().map(String::as_str).unwrap_or_default();
                let message = format!(
                    "column \"{name}\" is \"{only}\" in all {} rows; expected two classes",
                    rows.len()
                );
                Err(Error::format(&self.name, message))
            }
            many if many > MOST_CATEGORIES => Err(too_many(self, column, rows, many)),
            _ => Ok(Target { column: name, classes: Some(classes) }),
        }
    }

    /// The targets of some rows.
    fn targets(&self, target: &Target, rows: &[usize]) -> Result<Targets> {
        let column = self.column(&target.column)?;
        let wrong = |row: usize, expected: &str| {
            self.cell_error(&column.name, row, &column.text(row).unwrap_or_default(), expected)
        };
        if let Some(classes) = &target.classes {
            let label = |&row: &usize| {
                let text = column.text(row).unwrap_or_default();
                let place = classes.iter().position(|class| *class == text);
                place.ok_or_else(|| wrong(row, &format!("one of {}", classes.join(", "))))
            };
            return rows.iter().map(label).collect::<Result<_>>().map(Targets::Labels);
        }
        let number = |&row: &usize| match &column.values {
            Values::Number(values) if !values[row].is_nan() => Ok(values[row]),
            _ => Err(wrong(row, "a number")),
        };
        rows.iter().map(number).collect::<Result<_>>().map(Targets::Numbers)
    }

    /// Some rows as numbers. None of them may lack a value that is not filled.
    fn part(&self, preparation: &Preparation, rows: Vec<usize>) -> Result<Part> {
        let x = preparation.matrix(self, &rows)?;
        let y = self.targets(&preparation.target, &rows)?;
        Ok(Part { rows, x, y })
    }
}

impl Preparation {
    /// The names of the encoded columns.
    pub fn names(&self) -> Vec<String> {
        self.features.iter().flat_map(Feature::names).collect()
    }

    fn matrix(&self, table: &Table, rows: &[usize]) -> Result<Array2<f64>> {
        let mut columns = Vec::new();
        for feature in &self.features {
            let column = table.column(&feature.column)?;
            feature.check(table, column)?;
            columns.push(column);
        }
        let width = self.names().len();
        let mut numbers = Vec::with_capacity(rows.len() * width);
        for &row in rows {
            for (feature, column) in self.features.iter().zip(&columns) {
                feature.encode(column, row, &mut numbers);
            }
        }
        Array2::from_shape_vec((rows.len(), width), numbers).map_err(|e| Error::invalid(e.to_string()))
    }

    /// The rows of another table that have all values which are not filled, and their features.
    ///
    /// # Errors
    /// When a column is missing or has another type.
    pub fn transform(&self, table: &Table) -> Result<(Vec<usize>, Array2<f64>)> {
        let mut needed = Vec::new();
        for feature in self.features.iter().filter(|feature| !feature.fills()) {
            needed.push(table.column(&feature.column)?);
        }
        let whole = |row: &usize| !needed.iter().any(|column| column.missing(*row));
        let rows: Vec<usize> = (0..table.rows()).filter(whole).collect();
        let x = self.matrix(table, &rows)?;
        Ok((rows, x))
    }

    /// As [`Preparation::transform`], with targets; rows without a target are left out, too.
    ///
    /// # Errors
    /// When a column is missing or has another type, or a target is not one of the classes.
    pub fn transform_with_targets(&self, table: &Table) -> Result<Part> {
        let target = table.column(&self.target.column)?;
        let (mut rows, _) = self.transform(table)?;
        rows.retain(|&row| !target.missing(row));
        table.part(self, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{CsvOptions, Encoding};
    use alloc::vec;

    fn table(text: &str) -> Table {
        Table::from_csv("t.csv", text.as_bytes(), &CsvOptions::default()).unwrap()
    }

    const HOUSES: &str = "size,kind,garden,price\n\
        50,flat,False,100\n80,house,True,200\n,flat,False,120\n100,house,,260\n60,hut,True,\n70,,True,150\n";

    fn options(missing: Missing) -> PrepareOptions {
        PrepareOptions { missing, test_size: 0.0, ..PrepareOptions::new("price") }
    }

    #[test]
    fn dropping_keeps_whole_rows() {
        let prepared = table(HOUSES).prepare(&options(Missing::Drop)).unwrap();
        assert_eq!((prepared.train.rows.as_slice(), prepared.dropped), ([0, 1].as_slice(), 4));
        assert_eq!(prepared.preparation.names(), ["size", "kind_flat", "kind_house", "garden"]);
        assert_eq!(prepared.train.x, ndarray::arr2(&[[50.0, 1.0, 0.0, 0.0], [80.0, 0.0, 1.0, 1.0]]));
        assert_eq!(prepared.train.y, Targets::Numbers(vec![100.0, 200.0]));
    }

    #[test]
    fn missing_values_are_filled_from_the_training_rows() {
        for (missing, size) in [(Missing::Mean, 75.0), (Missing::Median, 75.0)] {
            let prepared = table(HOUSES).prepare(&options(missing)).unwrap();
            assert_eq!((prepared.train.rows.as_slice(), prepared.dropped), ([0, 1, 2, 3, 5].as_slice(), 1));
            assert_eq!(prepared.train.x.row(2).to_vec(), [size, 1.0, 0.0, 0.0]);
            // False as often as true gives false; as many flats as houses give flat.
            assert_eq!(prepared.train.x.row(3).to_vec(), [100.0, 0.0, 1.0, 0.0]);
            assert_eq!(prepared.train.x.row(4).to_vec(), [70.0, 1.0, 0.0, 1.0]);
        }
        let text = "x,y\n1,1\n2,2\n30,3\n,4\n";
        for (missing, expected) in [(Missing::Mean, 11.0), (Missing::Median, 2.0)] {
            let options = PrepareOptions { missing, test_size: 0.0, ..PrepareOptions::new("y") };
            assert_eq!(table(text).prepare(&options).unwrap().train.x[(3, 0)], expected);
        }
    }

    #[test]
    fn scales_and_categories_come_from_the_training_rows_alone() {
        let text: String = (0..40).fold("x,c,y\n".into(), |text, row| {
            format!("{text}{},{},{}\n", row * row, if row == 17 { "rare" } else { "often" }, row)
        });
        let mut unseen = 0;
        for seed in 0..30 {
            let standardize = Standardize::Columns(vec!["x".into()]);
            let options = PrepareOptions { standardize, test_size: 0.25, seed, ..PrepareOptions::new("y") };
            let prepared = table(&text).prepare(&options).unwrap();
            assert_eq!((prepared.train.rows.len(), prepared.test.rows.len()), (30, 10));
            let column = prepared.train.x.column(0);
            let mean = column.sum() / 30.0;
            let variance = column.mapv(|v| v * v).sum() / 30.0;
            assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-12);
            let Encoding::Number { mean, scale, .. } = prepared.preparation.features[0].encoding else {
                panic!()
            };
            for (row, x) in prepared.test.rows.iter().zip(prepared.test.x.column(0)) {
                assert!((x * scale + mean - (row * row) as f64).abs() < 1e-9);
            }
            if let Some(at) = prepared.test.rows.iter().position(|&row| row == 17) {
                unseen += 1;
                assert_eq!(prepared.preparation.names(), ["x", "c_often"]);
                assert_eq!(prepared.test.x[(at, 1)], 0.0);
            }
        }
        assert!(unseen > 0);
    }

    #[test]
    fn targets_are_classes_where_their_type_says_so() {
        let text = "x,number,flag,truth,word\n1,2.5,0,True,b\n2,3.5,1,False,a\n3,2.5,1,True,b\n";
        let classes = |target: &str, task| {
            let options = PrepareOptions {
                features: Some(vec!["x".into()]),
                task,
                test_size: 0.0,
                ..PrepareOptions::new(target)
            };
            table(text).prepare(&options).unwrap().preparation.target.classes
        };
        assert_eq!(classes("number", None), None);
        assert_eq!(classes("flag", None).unwrap(), ["0", "1"]);
        assert_eq!(classes("truth", None).unwrap(), ["false", "true"]);
        assert_eq!(classes("word", None).unwrap(), ["a", "b"]);
        assert_eq!(classes("flag", Some(Task::Regression)), None);
        assert_eq!(classes("number", Some(Task::Classification)).unwrap(), ["2.5", "3.5"]);
    }

    #[test]
    fn a_preparation_reads_other_tables() {
        let prepared = table(HOUSES).prepare(&options(Missing::Median)).unwrap();
        let read = prepared.preparation;
        let (rows, x) = read.transform(&table("garden,kind,size\nTrue,castle,10\n,,\n")).unwrap();
        assert_eq!(rows, [0, 1]);
        assert_eq!(x, ndarray::arr2(&[[10.0, 0.0, 0.0, 1.0], [75.0, 1.0, 0.0, 0.0]]));
        let wrong = |text: &str| read.transform(&table(text)).unwrap_err().to_string();
        assert_eq!(
            wrong("garden,kind,size\nTrue,hut,10\nTrue,hut,big\n"),
            "t.csv: row 2, column \"size\" is \"big\"; expected a number"
        );
        assert!(wrong("kind,size\nhut,1\n").contains("no column \"garden\""));
        assert!(wrong("garden,kind,size\nmaybe,hut,1\n").contains("expected true or false"));
    }

    #[test]
    fn what_cannot_be_prepared_is_refused() {
        let refused =
            |text: &str, options: PrepareOptions| table(text).prepare(&options).unwrap_err().to_string();
        let new = || options(Missing::Drop);
        assert!(
            refused(HOUSES, PrepareOptions { target: "rent".into(), ..new() }).contains("no column \"rent\"")
        );
        let features = Some(vec!["price".into()]);
        assert!(refused(HOUSES, PrepareOptions { features, ..new() }).contains("cannot be a feature, too"));
        let regression = PrepareOptions { target: "kind".into(), task: Some(Task::Regression), ..new() };
        assert!(
            refused(HOUSES, regression)
                .contains("row 1, column \"kind\" is \"flat\"; expected a number to predict")
        );
        assert!(
            refused("a,b\n1,\n,2\n", PrepareOptions::new("b")).contains("each of the 2 rows lacks a value")
        );
        assert!(refused("a,b\n1,x\n2,x\n", PrepareOptions::new("b")).contains("\"x\" in all 2 rows"));
        let standardize = Standardize::Columns(vec!["price".into()]);
        assert!(refused(HOUSES, PrepareOptions { standardize, ..new() }).contains("is no feature"));
        let names: String = (0..60).fold("name,y\n".into(), |text, row| format!("{text}n{row},{row}\n"));
        let features = Some(vec!["name".into()]);
        let asked = PrepareOptions { features, ..PrepareOptions::new("y") };
        assert!(refused(&names, asked).contains("at most 50 categories, but the column has 60"));
        assert!(refused(&names, PrepareOptions::new("y")).contains("no features"));
        let nearly: String = (0..60).fold("x,y\n".into(), |text, row| {
            format!("{text}{},{row}\n", if row == 2 { "1o".to_string() } else { row.to_string() })
        });
        let asked =
            PrepareOptions { features: Some(vec!["x".into()]), test_size: 0.0, ..PrepareOptions::new("y") };
        assert!(
            refused(&nearly, asked)
                .contains("row 3, column \"x\" is \"1o\"; expected a number as in most rows")
        );
    }
}
