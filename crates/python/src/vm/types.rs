//! The built-in classes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::object::{Class, Dict, Layout, Object, Payload, Str, Value};
use crate::vm::Vm;

macro_rules! types {
    ($root:ident ; $($field:ident $name:literal $layout:ident $open:literal),* ; $($error:ident $error_name:literal $base:ident),* $(,)?) => {
        /// The built-in classes.
        #[allow(missing_docs)] // Each field is the class's name.
        pub struct Types {
            pub $root: Rc<Class>,
            pub type_: Rc<Class>,
            $(pub $field: Rc<Class>,)*
            $(pub $error: Rc<Class>,)*
        }

        impl Types {
            pub(super) fn new() -> Self {
                let $root = class("object", &[], Layout::Plain, true);
                let type_ = class("type", &[&$root], Layout::Type, true);
                $(let $field = class($name, &[&$root], Layout::$layout, $open);)*
                $(let $error = class($error_name, &[&$base], Layout::Exception, true);)*
                let types = Self { $root, type_, $($field,)* $($error,)* };
                // bool is an int.
                types.bool.bases.replace(vec![types.int.clone()]);
                types.bool.ancestors.replace(vec![types.int.clone(), types.object.clone()]);
                types
            }

            /// All classes that are in `builtins`.
            pub(crate) fn all(&self) -> Vec<Rc<Class>> {
                vec![self.object.clone(), self.type_.clone(), $(self.$field.clone(),)* $(self.$error.clone(),)*]
            }
        }
    };
}

types! {
    object;
    none "NoneType" Own false, not_implemented "NotImplementedType" Own false, ellipsis "ellipsis" Own false,
    int "int" Value true, bool "bool" Own false, float "float" Value true, complex "complex" Value true,
    str "str" Value true, bytes "bytes" Value true, bytearray "bytearray" Value true, tuple "tuple" Value true,
    list "list" Value true, dict "dict" Value true, set "set" Value true, frozenset "frozenset" Value true,
    range "range" Own false, slice "slice" Own false, function "function" Own false,
    native "builtin_function_or_method" Own false, method_descriptor "method_descriptor" Own false,
    method "method" Own false, module "module" Own false,
    generator "generator" Own false, iterator "iterator" Own false, cell "cell" Own false, code "code" Own false,
    property "property" Plain true, classmethod "classmethod" Plain true, staticmethod "staticmethod" Plain true,
    super_ "super" Plain true, dict_keys "dict_keys" Own false, dict_values "dict_values" Own false,
    dict_items "dict_items" Own false, mapping_proxy "mappingproxy" Own false, generic_alias "GenericAlias" Plain true,
    union_type "UnionType" Own false, traceback "traceback" Own false, frame "frame" Own false,
    member_descriptor "member_descriptor" Own false, getset_descriptor "getset_descriptor" Own false
    ;
    base_exception "BaseException" object, exception "Exception" base_exception,
    system_exit "SystemExit" base_exception, keyboard_interrupt "KeyboardInterrupt" base_exception,
    generator_exit "GeneratorExit" base_exception, arithmetic_error "ArithmeticError" exception,
    floating_point_error "FloatingPointError" arithmetic_error, overflow_error "OverflowError" arithmetic_error,
    zero_division_error "ZeroDivisionError" arithmetic_error, assertion_error "AssertionError" exception,
    attribute_error "AttributeError" exception, buffer_error "BufferError" exception, eof_error "EOFError" exception,
    import_error "ImportError" exception, module_not_found_error "ModuleNotFoundError" import_error,
    lookup_error "LookupError" exception, index_error "IndexError" lookup_error, key_error "KeyError" lookup_error,
    memory_error "MemoryError" exception, name_error "NameError" exception,
    unbound_local_error "UnboundLocalError" name_error, os_error "OSError" exception,
    file_exists_error "FileExistsError" os_error, file_not_found_error "FileNotFoundError" os_error,
    is_a_directory_error "IsADirectoryError" os_error, not_a_directory_error "NotADirectoryError" os_error,
    permission_error "PermissionError" os_error, timeout_error "TimeoutError" os_error,
    connection_error "ConnectionError" os_error, runtime_error "RuntimeError" exception,
    not_implemented_error "NotImplementedError" runtime_error, recursion_error "RecursionError" runtime_error,
    stop_iteration "StopIteration" exception, stop_async_iteration "StopAsyncIteration" exception,
    syntax_error "SyntaxError" exception, indentation_error "IndentationError" syntax_error,
    tab_error "TabError" indentation_error, system_error "SystemError" exception, type_error "TypeError" exception,
    value_error "ValueError" exception, unicode_error "UnicodeError" value_error,
    unicode_decode_error "UnicodeDecodeError" unicode_error, unicode_encode_error "UnicodeEncodeError" unicode_error,
    reference_error "ReferenceError" exception, warning "Warning" exception, bytes_warning "BytesWarning" warning,
    deprecation_warning "DeprecationWarning" warning, future_warning "FutureWarning" warning,
    import_warning "ImportWarning" warning, pending_deprecation_warning "PendingDeprecationWarning" warning,
    resource_warning "ResourceWarning" warning, runtime_warning "RuntimeWarning" warning,
    syntax_warning "SyntaxWarning" warning, unicode_warning "UnicodeWarning" warning, user_warning "UserWarning" warning,
}

/// A class that is written in Rust.
pub(crate) fn class(name: &str, bases: &[&Rc<Class>], layout: Layout, open: bool) -> Rc<Class> {
    let bases: Vec<Rc<Class>> = bases.iter().map(|base| (*base).clone()).collect();
    let ancestors = crate::object::linearize(&bases).unwrap_or_default();
    let attributes = Rc::new(Dict::default());
    let module = if name == "UnionType" { "types" } else { "builtins" };
    attributes.set_str(Str::new("__module__"), Value::str(module));
    let class = Rc::new(Class {
        name: RefCell::new(Str::new(name)),
        bases: RefCell::new(bases.clone()),
        ancestors: RefCell::new(ancestors),
        attributes,
        metaclass: RefCell::new(None),
        layout,
        open,
        builtin: true,
        has_slots: false,
        has_dict: bases.first().is_some_and(|base| {
            matches!(layout, Layout::Plain | Layout::Exception) || base.layout == Layout::Value
        }),
        subclasses: RefCell::default(),
        own_getattribute: Cell::new(false),
        own_setattr: Cell::new(false),
    });
    for base in bases {
        base.subclasses.borrow_mut().push(Rc::downgrade(&class));
    }
    class
}

impl Vm {
    /// The class of a value.
    pub fn class_of(&self, value: &Value) -> Rc<Class> {
        let types = &self.types;
        match value {
            Value::Unset | Value::None => &types.none,
            Value::NotImplemented => &types.not_implemented,
            Value::Ellipsis => &types.ellipsis,
            Value::Bool(_) => &types.bool,
            Value::Int(_) | Value::Big(_) => &types.int,
            Value::Float(_) => &types.float,
            Value::Complex(_) => &types.complex,
            Value::Str(_) => &types.str,
            Value::Bytes(_) => &types.bytes,
            Value::ByteArray(_) => &types.bytearray,
            Value::Tuple(_) => &types.tuple,
            Value::List(_) => &types.list,
            Value::Dict(_) => &types.dict,
            Value::Set(_) => &types.set,
            Value::FrozenSet(_) => &types.frozenset,
            Value::Range(_) => &types.range,
            Value::Slice(_) => &types.slice,
            Value::Function(_) => &types.function,
            Value::Native(native) if native.owner.is_some() => &types.method_descriptor,
            Value::Native(_) => &types.native,
            Value::Method(method) if matches!(method.function, Value::Native(_)) => &types.native,
            Value::Method(_) => &types.method,
            Value::Class(class) => {
                return class.metaclass.borrow().clone().unwrap_or_else(|| types.type_.clone());
            }
            Value::Object(object) => return object.class.borrow().clone(),
            Value::Module(_) => &types.module,
            Value::Generator(_) => &types.generator,
            Value::Iterator(iterator) => return self.iterator_class(iterator.name),
            Value::Cell(_) => &types.cell,
            Value::Code(_) => &types.code,
        }
        .clone()
    }

    /// The name of a value's class, for messages.
    pub fn class_name(&self, value: &Value) -> String {
        let class = self.class_of(value);
        // CPython's own classes outside of `builtins` are named with their modules.
        if class.builtin { class.full_name() } else { class.name.borrow().to_string() }
    }

    /// The name of a value's class without its module, for `repr`.
    pub(crate) fn short_class_name(&self, value: &Value) -> String {
        self.class_of(value).name.borrow().to_string()
    }

    /// The class of iterators of a name, which is made when it is first needed.
    fn iterator_class(&self, name: &'static str) -> Rc<Class> {
        let mut classes = self.iterator_classes.borrow_mut();
        let made = || class(name, &[&self.types.iterator], Layout::Own, false);
        classes.entry(name).or_insert_with(made).clone()
    }

    /// True if the value is an instance of the class.
    pub fn is_instance(&self, value: &Value, class: &Rc<Class>) -> bool {
        self.class_of(value).derives_from(class)
    }

    /// A new instance of a class of the host.
    pub fn new_object(&self, class: &Rc<Class>, payload: Payload) -> Value {
        Value::Object(Object::new(class, payload))
    }
}
