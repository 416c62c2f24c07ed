//! Names of properties: takes headers, gives for each wanted column a name and where it is read from, as the reader of
//! data will find it.

use crate::{
    data::{Binding, Header, bind},
    import::name::{Names, can_be_quoted, loose, snake},
};

/// Each wanted column's name and `from`, or why it cannot be read. `has_fields`: in JSONL a record may lack the field
/// that is meant and have another that is written much the same.
pub(super) fn name(headers: &[&str], wanted: &[usize], has_fields: bool) -> Vec<Result<(String, Vec<String>), String>> {
    let all: Vec<Header> =
        headers.iter().enumerate().map(|(column, name)| Header { name: (*name).to_owned(), column }).collect();
    let mut names = Names::default();
    wanted
        .iter()
        .map(|at| {
            let header = headers.get(*at).copied().unwrap_or_default();
            if header.trim().is_empty() {
                return Err("without a name".to_owned());
            }
            let twin = headers.iter().enumerate().find(|(other, name)| other != at && loose(name) == loose(header));
            if has_fields && let Some((_, twin)) = twin {
                return Err(format!("`{twin}` is written much the same, and not every record has both"));
            }
            let finds = |name: &str, from: &[String]| {
                bind(&all, &[(name, from)]).first().is_some_and(|found| *found == Binding::Column(*at))
            };
            let written = vec![header.trim().to_owned()];
            let is_plain = loose(&snake(header)) == loose(header);
            if !finds(&snake(header), &[]) && (!finds("", &written) || !can_be_quoted(header)) {
                return Err(match twin {
                    Some(_) => "another column has the same name, so that nobody can tell which is meant".to_owned(),
                    None => "its name holds signs that cannot be written".to_owned(),
                });
            }
            let name = names.claim(header, at + 1);
            let from = if is_plain && finds(&name, &[]) { Vec::new() } else { written };
            Ok((name, from))
        })
        .collect()
}
