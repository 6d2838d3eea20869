//! What goes into a statement and what comes out of a row: whole numbers and
//! text. Two column types are all that both engines spell alike.

use sqlx::{Row as _, TypeInfo, ValueRef};
use tongli_kernel::{Confidentiality, Day, Id, Moment, Private, Tenant};

use crate::StoreError;
use crate::engine::sqlite::SqliteRow;

/// One bound argument. Nulls keep their type because PostgreSQL asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
}

impl Value {
    pub fn number(&self) -> Option<i64> {
        match self {
            Value::Int(number) => *number,
            Value::Text(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => text.as_deref(),
            Value::Int(_) => None,
        }
    }
}

/// The arguments of a statement: `args![tenant, id, name]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Stored::into_value($value)),*] };
}

/// A type that lives in a column.
pub trait Stored: Sized {
    fn into_value(self) -> Value;
    /// What `NULL` is called for this type.
    fn null() -> Value;
    /// The value of a column; `None` for `NULL`.
    fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError>;
}

impl Stored for i64 {
    fn into_value(self) -> Value {
        Value::Int(Some(self))
    }

    fn null() -> Value {
        Value::Int(None)
    }

    fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError> {
        row.int(name)
    }
}

impl Stored for String {
    fn into_value(self) -> Value {
        Value::Text(Some(self))
    }

    fn null() -> Value {
        Value::Text(None)
    }

    fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError> {
        row.text(name)
    }
}

impl Stored for &str {
    fn into_value(self) -> Value {
        Value::Text(Some(self.to_owned()))
    }

    fn null() -> Value {
        Value::Text(None)
    }

    fn from_column(_: &Row, name: &str) -> Result<Option<Self>, StoreError> {
        Err(StoreError::bug(format!("column {name} cannot be borrowed")))
    }
}

impl Stored for &String {
    fn into_value(self) -> Value {
        Value::Text(Some(self.clone()))
    }

    fn null() -> Value {
        Value::Text(None)
    }

    fn from_column(_: &Row, name: &str) -> Result<Option<Self>, StoreError> {
        Err(StoreError::bug(format!("column {name} cannot be borrowed")))
    }
}

impl<T: Stored> Stored for Option<T> {
    fn into_value(self) -> Value {
        self.map_or_else(T::null, T::into_value)
    }

    fn null() -> Value {
        T::null()
    }

    fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError> {
        T::from_column(row, name).map(Some)
    }
}

/// Types that are a number or a text underneath.
macro_rules! stored_as {
    ($type:ty, $under:ty, $out:expr, $back:expr $(, $generic:ident)?) => {
        impl$(<$generic>)? Stored for $type {
            fn into_value(self) -> Value {
                let out: fn($type) -> $under = $out;
                out(self).into_value()
            }

            fn null() -> Value {
                <$under>::null()
            }

            fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError> {
                let back: fn($under) -> Option<$type> = $back;
                match <$under>::from_column(row, name)? {
                    None => Ok(None),
                    Some(under) => back(under)
                        .map(Some)
                        .ok_or_else(|| StoreError::bug(format!("column {name} holds a value its type refuses"))),
                }
            }
        }
    };
}

stored_as!(bool, i64, i64::from, |flag| Some(flag != 0));
stored_as!(i32, i64, i64::from, |number| i32::try_from(number).ok());
stored_as!(u32, i64, i64::from, |number| u32::try_from(number).ok());
stored_as!(Moment, i64, Moment::millis, |millis| Some(
    Moment::from_millis(millis)
));
stored_as!(Day, String, |day| day.to_string(), |text| text.parse().ok());
stored_as!(Tenant, i64, |tenant| tenant.0, |raw| Some(Tenant(raw)));
stored_as!(Confidentiality, i64, Confidentiality::code, |code| Some(
    Confidentiality::from_code(code)
));
stored_as!(Id<T>, i64, Id::raw, |raw| Some(Id::new(raw)), T);
stored_as!(Private<String>, String, Private::into_inner, |text| Some(
    Private::new(text)
));

/// One row of an answer.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    /// The value of a column that is never `NULL` (or of an `Option`).
    pub fn get<T: Stored>(&self, name: &str) -> Result<T, StoreError> {
        T::from_column(self, name)?.ok_or_else(|| StoreError::bug(format!("column {name} is NULL")))
    }

    fn int(&self, name: &str) -> Result<Option<i64>, StoreError> {
        match self {
            Row::Sqlite(row) => row.int(name),
            Row::Postgres(row) => {
                // A literal such as `SELECT 1` is INT4 there.
                let raw = row.try_get_raw(name)?;
                if raw.is_null() {
                    Ok(None)
                } else if raw.type_info().name() == "INT4" {
                    Ok(row.try_get::<Option<i32>, _>(name)?.map(i64::from))
                } else {
                    Ok(row.try_get(name)?)
                }
            }
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, StoreError> {
        match self {
            Row::Sqlite(row) => row.text(name),
            Row::Postgres(row) => Ok(row.try_get(name)?),
        }
    }
}
