//! NumPy's functions and their parameters, so that arguments without a name find their places and unknown names are refused.

/// Names of functions, and their parameters in NumPy 2: those after `*` need their names, and `*name` takes any number.
const TABLE: &[(&str, &str)] = &[
    ("all any", "a axis out keepdims * where"),
    ("allclose isclose", "a b rtol atol equal_nan"),
    ("amax amin max min nanmax nanmin", "a axis out keepdims initial where"),
    ("append", "arr values axis"),
    ("arange", "start stop step * dtype device like"),
    ("argmax argmin nanargmax nanargmin", "a axis out * keepdims"),
    ("argpartition partition", "a kth axis kind order"),
    ("argsort sort", "a axis kind order * stable descending"),
    (
        "argwhere flatnonzero ndim nonzero shape linalg.det linalg.eig linalg.eigvals linalg.inv linalg.slogdet",
        "a",
    ),
    ("around round", "a decimals out"),
    ("array", "object dtype * copy order subok ndmin ndmax like"),
    (
        "array2string",
        "a max_line_width precision suppress_small separator prefix * formatter threshold edgeitems sign floatmode suffix legacy",
    ),
    ("array_equal", "a1 a2 equal_nan"),
    ("array_equiv", "a1 a2"),
    ("array_repr", "arr max_line_width precision suppress_small"),
    ("array_split split", "ary indices_or_sections axis"),
    ("array_str", "a max_line_width precision suppress_small"),
    ("asarray", "a dtype order * device copy like"),
    ("ascontiguousarray", "a dtype * like"),
    ("atleast_1d atleast_2d atleast_3d", "*arys"),
    ("average", "a axis weights returned * keepdims"),
    ("bincount", "x weights minlength"),
    ("broadcast_shapes", "*args"),
    ("broadcast_to", "array shape subok"),
    ("can_cast", "from_ to casting"),
    ("choose", "a choices out mode"),
    ("clip", "a a_min a_max out * min max **kwargs"),
    ("column_stack dstack", "tup"),
    ("compress", "condition a axis out"),
    ("concatenate stack", "arrays axis out * dtype casting"),
    ("convolve correlate", "a v mode"),
    ("copyto", "dst src casting where"),
    ("corrcoef", "x y rowvar * dtype"),
    ("count_nonzero", "a axis * keepdims"),
    ("cov", "m y rowvar bias ddof fweights aweights * dtype"),
    ("cross", "a b axisa axisb axisc axis"),
    ("cumprod cumsum nancumprod nancumsum", "a axis dtype out"),
    ("delete", "arr obj axis"),
    ("diag", "v k"),
    ("diagonal", "a offset axis1 axis2"),
    ("diff", "a n axis prepend append"),
    ("digitize", "x bins right"),
    ("divmod true_divide", "x1 x2 out * where casting order dtype subok signature"),
    ("dot outer", "a b out"),
    ("dsplit hsplit vsplit", "ary indices_or_sections"),
    ("einsum", "*operands out optimize **kwargs"),
    ("empty ones zeros", "shape dtype order * device like"),
    ("empty_like", "prototype dtype order subok shape * device"),
    ("expand_dims size squeeze", "a axis"),
    ("extract", "condition arr"),
    ("eye", "N M k dtype order * device like"),
    ("fill_diagonal", "a val wrap"),
    ("fix", "x out"),
    ("flip", "m axis"),
    ("fliplr flipud", "m"),
    ("format_float_positional", "x precision unique fractional trim sign pad_left pad_right min_digits"),
    ("format_float_scientific", "x precision unique trim sign pad_left exp_digits min_digits"),
    ("full", "shape fill_value dtype order * device like"),
    ("full_like", "a fill_value dtype order subok shape * device"),
    ("geomspace", "start stop num endpoint dtype axis"),
    ("gradient", "f *varargs axis edge_order"),
    ("histogram", "a bins range density weights"),
    ("histogram_bin_edges", "a bins range weights"),
    ("hstack vstack", "tup * dtype casting"),
    ("identity", "n dtype * like"),
    ("indices", "dimensions dtype sparse"),
    ("inner kron vdot linalg.solve", "a b"),
    ("insert", "arr obj values axis"),
    ("interp", "x xp fp left right period"),
    ("intersect1d", "ar1 ar2 assume_unique return_indices"),
    ("isin", "element test_elements assume_unique invert * kind"),
    ("lexsort", "keys axis"),
    ("linspace", "start stop num endpoint retstep dtype axis * device"),
    ("logspace", "start stop num endpoint base dtype axis"),
    ("matmul", "x1 x2 out * axes axis keepdims casting order dtype subok signature"),
    ("mean nanmean", "a axis dtype out keepdims * where"),
    ("median nanmedian", "a axis out overwrite_input keepdims"),
    ("meshgrid", "*xi copy sparse indexing"),
    ("modf trunc", "x out * where casting order dtype subok signature"),
    ("moveaxis", "a source destination"),
    ("nan_to_num", "x copy nan posinf neginf"),
    (
        "nanpercentile nanquantile percentile quantile",
        "a q axis out overwrite_input method keepdims * weights",
    ),
    ("nanprod nansum prod sum", "a axis dtype out keepdims initial where"),
    ("nanstd nanvar std var", "a axis dtype out ddof keepdims * where mean correction"),
    ("ones_like zeros_like", "a dtype order subok shape * device"),
    ("pad", "array pad_width mode **kwargs"),
    ("place", "arr mask vals"),
    ("polyfit", "x y deg rcond full w cov"),
    ("polyval", "p x"),
    ("promote_types", "type1 type2"),
    ("ptp", "a axis out keepdims"),
    ("put", "a ind v mode"),
    ("ravel", "a order"),
    ("ravel_multi_index", "multi_index dims mode order"),
    ("repeat", "a repeats axis"),
    ("reshape", "a shape order * copy"),
    ("resize", "a new_shape"),
    ("result_type", "*arrays_and_dtypes"),
    ("roll", "a shift axis"),
    ("rollaxis", "a axis start"),
    ("roots", "p"),
    ("rot90", "m k axes"),
    ("searchsorted", "a v side sorter"),
    ("select", "condlist choicelist default"),
    (
        "set_printoptions",
        "precision threshold edgeitems linewidth suppress nanstr infstr formatter sign floatmode * legacy override_repr",
    ),
    ("setdiff1d setxor1d", "ar1 ar2 assume_unique"),
    ("shares_memory", "a b max_work"),
    ("swapaxes", "a axis1 axis2"),
    ("take", "a indices axis out mode"),
    ("take_along_axis", "arr indices axis"),
    ("tensordot", "a b axes"),
    ("tile", "A reps"),
    ("trace", "a offset axis1 axis2 dtype out"),
    ("transpose", "a axes"),
    ("trapezoid", "y x dx axis"),
    ("tri", "N M k dtype * like"),
    ("tril triu", "m k"),
    ("where", "condition x y"),
    ("union1d", "ar1 ar2"),
    ("unique", "ar return_index return_inverse return_counts axis * equal_nan sorted"),
    ("unravel_index", "indices shape order"),
    ("unwrap", "p discont axis * period"),
    ("vander", "x N increasing"),
    ("linalg.cholesky", "a * upper"),
    ("linalg.cond", "x p"),
    ("linalg.eigh linalg.eigvalsh", "a UPLO"),
    ("linalg.lstsq", "a b rcond"),
    ("linalg.matrix_power", "a n"),
    ("linalg.matrix_rank", "A tol hermitian * rtol"),
    ("linalg.multi_dot", "arrays * out"),
    ("linalg.norm", "x ord axis keepdims"),
    ("linalg.pinv", "a rcond hermitian * rtol"),
    ("linalg.qr", "a mode"),
    ("linalg.svd", "a full_matrices compute_uv hermitian"),
    ("linalg.svdvals", "x"),
];

/// The names of all functions. Those of `np.linalg` start with `linalg.`.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|(names, _)| names.split(' '))
}

/// The parameters of a function.
#[derive(Default)]
pub struct Parameters {
    /// Those that may come without their names.
    pub places: Vec<&'static str>,
    /// Those that need their names.
    pub others: Vec<&'static str>,
    /// True if any number of arguments comes without names.
    pub any_number: bool,
    /// True if other names are taken as well, or if the function is not in the table.
    pub any_name: bool,
}

impl Parameters {
    /// The parameters of the function `name`.
    pub fn of(name: &str) -> Self {
        let row = TABLE.iter().find(|(names, _)| names.split(' ').any(|other| other == name));
        let Some((_, list)) = row else {
            return Self { any_number: true, any_name: true, ..Self::default() };
        };
        let mut parameters = Self::default();
        let mut named = false;
        for part in list.split(' ') {
            match part.trim_start_matches('*') {
                _ if part.starts_with("**") => parameters.any_name = true,
                "" => named = true,
                _ if part.starts_with('*') => (named, parameters.any_number) = (true, true),
                name if named => parameters.others.push(name),
                name => parameters.places.push(name),
            }
        }
        parameters
    }

    /// The parameters of the method `name` of arrays: those of the function without the array.
    pub fn of_method(name: &str) -> Self {
        // Other arguments, or any number of them.
        if matches!(name, "compress" | "reshape" | "resize" | "transpose") {
            return Self { any_number: true, any_name: true, ..Self::default() };
        }
        let mut parameters = Self::of(name);
        if !parameters.places.is_empty() {
            parameters.places.remove(0);
        }
        parameters
    }

    /// The place of a parameter that may come without its name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().position(|other| *other == name)
    }
}
