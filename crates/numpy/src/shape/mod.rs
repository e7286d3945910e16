//! Functions that change an array's shape or put arrays together.

mod edit;
mod join;
mod pad;
mod split;
pub(crate) mod view;

pub use edit::{append, delete, insert, repeat, resize, roll, roll_flat, tile};
pub use join::{column_stack, concatenate, dstack, hstack, stack, vstack};
pub use pad::{PadMode, pad};
pub use split::{array_split, split, split_at};
pub use view::{Order, atleast_1d, atleast_2d, atleast_3d, flip, rot90};
