//! What `fit` returns.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::text::number;

/// The values of every epoch, as Keras's `History`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The epochs' numbers, from 0.
    pub epoch: Vec<usize>,
    /// Each name (`loss`, `accuracy`, `val_loss`, ..) with one value for each epoch. There are fewer values of a
    /// validation that is not done after every epoch.
    pub history: Vec<(String, Vec<f64>)>,
    /// For each epoch its values: the index of the name in `history`, and the value.
    rows: Vec<Vec<(usize, f64)>>,
}

impl History {
    /// Adds the values of an epoch.
    pub(super) fn push(&mut self, epoch: usize, logs: Vec<(String, f64)>) {
        self.epoch.push(epoch);
        let mut row = Vec::new();
        for (name, value) in logs {
            let known = self.history.iter().position(|(known, _)| *known == name);
            let place = known.unwrap_or(self.history.len());
            match known {
                Some(place) => self.history[place].1.push(value),
                None => self.history.push((name, alloc::vec![value])),
            }
            row.push((place, value));
        }
        self.rows.push(row);
    }

    /// The values under a name.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.history.iter().find(|(known, _)| known == name).map(|(_, values)| values.as_slice())
    }

    /// The last value under a name.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.get(name)?.last().copied()
    }

    /// The values of the last epoch.
    pub fn last_epoch(&self) -> impl Iterator<Item = (&str, f64)> {
        let row = self.rows.last().into_iter().flatten();
        row.map(|&(place, value)| (self.history[place].0.as_str(), value))
    }

    /// The values as a table, one line for each epoch, as Keras's `CSVLogger` writes them; a missing value is `NA`.
    pub fn to_csv(&self) -> String {
        let mut out = String::from("epoch");
        for (name, _) in &self.history {
            out = out + "," + name;
        }
        for (epoch, row) in self.epoch.iter().zip(&self.rows) {
            out = out + "\n" + &epoch.to_string();
            for place in 0..self.history.len() {
                let value = row.iter().find(|&&(own, _)| own == place);
                out = out + "," + &value.map_or("NA".into(), |&(_, value)| number(value));
            }
        }
        out + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_table_has_a_line_for_each_epoch_and_na_for_missing_values() {
        let mut history = History::default();
        history.push(2, vec![("loss".into(), 0.5)]);
        history.push(3, vec![("loss".into(), 0.25), ("val_loss".into(), 1.0)]);
        assert_eq!(history.to_csv(), "epoch,loss,val_loss\n2,0.5,NA\n3,0.25,1\n");
        assert_eq!((history.last("val_loss"), history.get("loss").unwrap().len()), (Some(1.0), 2));
        assert_eq!(history.last_epoch().count(), 2);
    }
}
