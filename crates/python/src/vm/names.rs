//! Names that the machine itself looks up.

use crate::object::Str;

macro_rules! names {
    ($($field:ident $text:literal),* $(,)?) => {
        /// Names that the machine itself looks up.
        #[allow(missing_docs)] // Each field is the name without its underscores.
        pub struct Names { $(pub $field: Str),* }

        impl Names {
            pub(super) fn new(intern: &mut dyn FnMut(&str) -> Str) -> Self {
                Self { $($field: intern($text)),* }
            }
        }
    };
}

names! {
    abs "__abs__", add "__add__", all "__all__", and "__and__", annotations "__annotations__",
    bool "__bool__", bytes "__bytes__", call "__call__", class_getitem "__class_getitem__",
    complex "__complex__", contains "__contains__", delattr "__delattr__", delete "__delete__",
    delitem "__delitem__", dict "__dict__", dir "__dir__", divmod "__divmod__", doc "__doc__", enter "__enter__",
    eq "__eq__", exit "__exit__", file "__file__", float "__float__", floordiv "__floordiv__", format "__format__",
    ge "__ge__", get "__get__", getattr "__getattr__", getattribute "__getattribute__", getitem "__getitem__",
    gt "__gt__", hash "__hash__", iadd "__iadd__", iand "__iand__", ifloordiv "__ifloordiv__", ilshift "__ilshift__",
    imatmul "__imatmul__", imod "__imod__", imul "__imul__", index "__index__", init "__init__",
    init_subclass "__init_subclass__", instancecheck "__instancecheck__", int "__int__", invert "__invert__",
    ior "__ior__", ipow "__ipow__", irshift "__irshift__", isub "__isub__", iter "__iter__", itruediv "__itruediv__",
    ixor "__ixor__", le "__le__", len "__len__", lshift "__lshift__", lt "__lt__",
    match_args "__match_args__", matmul "__matmul__", missing "__missing__", mod_ "__mod__", module "__module__",
    mul "__mul__", name "__name__", ne "__ne__", neg "__neg__", new "__new__", next "__next__",
    notes "__notes__", or "__or__", path "__path__", pos "__pos__", pow "__pow__", prepare "__prepare__",
    qualname "__qualname__", radd "__radd__", rand "__rand__", rdivmod "__rdivmod__", repr "__repr__",
    reversed "__reversed__", rfloordiv "__rfloordiv__", rlshift "__rlshift__", rmatmul "__rmatmul__", rmod "__rmod__",
    rmul "__rmul__", ror "__ror__", round "__round__", rpow "__rpow__", rrshift "__rrshift__", rshift "__rshift__",
    rsub "__rsub__", rtruediv "__rtruediv__", rxor "__rxor__", send "send", set "__set__", set_name "__set_name__",
    setattr "__setattr__", setitem "__setitem__", slots "__slots__", str "__str__", sub "__sub__",
    subclasscheck "__subclasscheck__", throw "throw", truediv "__truediv__", trunc "__trunc__", xor "__xor__",
    keys "keys", builtins "__builtins__", metaclass "metaclass",
}
