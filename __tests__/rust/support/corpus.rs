//! Reads `__tests__/corpus/*.json`; its README describes the format.

use std::path::Path;

use serde::Deserialize;

use super::Text;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Text(String),
    Utf16(Vec<u16>),
    Hex(String),
    Repeat(Box<Form>, usize),
    Concat(Vec<Form>),
}

impl From<Form> for Text {
    fn from(form: Form) -> Self {
        match form {
            Form::Text(text) => Self::Units(text.encode_utf16().collect()),
            Form::Utf16(units) => Self::Units(units),
            Form::Hex(digits) => {
                assert!(digits.len().is_multiple_of(2), "hex of whole bytes: {digits}");
                let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex digits");
                Self::Bytes((0..digits.len()).step_by(2).map(pair).collect())
            }
            Form::Repeat(form, count) => match Self::from(*form) {
                Self::Units(units) => Self::Units(units.repeat(count)),
                Self::Bytes(bytes) => Self::Bytes(bytes.repeat(count)),
            },
            Form::Concat(forms) => {
                let parts: Vec<Self> = forms.into_iter().map(Self::from).collect();
                parts.into_iter().reduce(Self::join).unwrap_or(Self::Units(Vec::new()))
            }
        }
    }
}

impl Text {
    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Units(a), Self::Units(b)) => Self::Units([a, b].concat()),
            (Self::Bytes(a), Self::Bytes(b)) => Self::Bytes([a, b].concat()),
            _ => panic!("concat of text and bytes"),
        }
    }
}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Form::deserialize(deserializer).map(Text::from)
}

fn hash<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let digits = String::deserialize(deserializer)?;
    u32::from_str_radix(&digits, 16).map_err(serde::de::Error::custom)
}

fn hash64<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let digits = String::deserialize(deserializer)?;
    u64::from_str_radix(&digits, 16).map_err(serde::de::Error::custom)
}

fn default_seed() -> u32 {
    2_166_136_261
}

fn default_seed64() -> u64 {
    0xcbf2_9ce4_8422_2325
}

#[derive(Deserialize)]
pub struct HashRow {
    pub name: String,
    #[serde(deserialize_with = "text")]
    pub input: Text,
    #[serde(default = "default_seed")]
    pub seed: u32,
    #[serde(deserialize_with = "hash")]
    pub hash: u32,
    #[serde(default = "default_seed64", deserialize_with = "hash64")]
    pub seed64: u64,
    #[serde(deserialize_with = "hash64")]
    pub hash64: u64,
}

#[derive(Deserialize)]
pub struct CompareRow {
    pub name: String,
    #[serde(deserialize_with = "text")]
    pub a: Text,
    #[serde(deserialize_with = "text")]
    pub b: Text,
    pub order: i32,
}

#[derive(Deserialize)]
pub struct SearchRow {
    pub name: String,
    #[serde(deserialize_with = "text")]
    pub haystack: Text,
    #[serde(deserialize_with = "text")]
    pub needle: Text,
    pub offset: i64,
}

#[derive(Deserialize)]
pub struct SearchAllRow {
    pub name: String,
    #[serde(deserialize_with = "text")]
    pub haystack: Text,
    #[serde(deserialize_with = "text")]
    pub needle: Text,
    #[serde(default)]
    pub overlapping: bool,
    #[serde(deserialize_with = "offsets")]
    pub offsets: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Offsets {
    List(Vec<usize>),
    Range { start: usize, step: usize, count: usize },
}

fn offsets<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<usize>, D::Error> {
    Ok(match Offsets::deserialize(deserializer)? {
        Offsets::List(list) => list,
        Offsets::Range { start, step, count } => (0..count).map(|i| start + i * step).collect(),
    })
}

#[derive(Deserialize)]
pub struct HashManyRow {
    pub name: String,
    #[serde(deserialize_with = "texts")]
    pub inputs: Vec<Text>,
    #[serde(deserialize_with = "hashes")]
    pub hashes: Vec<u32>,
    #[serde(deserialize_with = "hashes")]
    pub hashes64: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NeedlesRow {
    pub name: String,
    #[serde(deserialize_with = "texts")]
    pub needles: Vec<Text>,
    #[serde(default)]
    pub ignore_case: bool,
    #[serde(deserialize_with = "text")]
    pub haystack: Text,
    pub matches: Vec<(u32, usize)>,
}

fn texts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Text>, D::Error> {
    Ok(Vec::<Form>::deserialize(deserializer)?.into_iter().map(Text::from).collect())
}

fn hashes<'de, T: TryFrom<u64>, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let digits = Vec::<String>::deserialize(deserializer)?;
    let hash = |digits: &String| T::try_from(u64::from_str_radix(digits, 16).ok()?).ok();
    digits.iter().map(hash).collect::<Option<_>>().ok_or_else(|| serde::de::Error::custom("hexadecimal digits"))
}

#[derive(Deserialize)]
struct File<Row> {
    rows: Vec<Row>,
}

/// The rows of one file of the corpus.
pub fn rows<Row: serde::de::DeserializeOwned>(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("__tests__/corpus").join(name);
    let json = std::fs::read_to_string(&path).expect("a file of the corpus");
    let File { rows } = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!rows.is_empty(), "{name} has no rows");
    rows
}
