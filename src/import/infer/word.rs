//! What the name of a column says of its values: takes a name in snake case, answers. Knows nothing of the values.

/// Whether a name is that of an id: `id`, `contact_id`, `vid`, `external_key`.
pub(super) fn is_id(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    matches!(last, "id" | "ids" | "vid" | "uid" | "uuid" | "guid" | "key")
}

/// Whether 0 and 1 under this name are no and yes: `is_customer`, `opted_out`, `converted`.
pub(super) fn sounds_like_an_answer(name: &str) -> bool {
    const BEGINNINGS: [&str; 12] =
        ["is", "has", "had", "was", "do", "does", "did", "can", "opt", "optin", "opted", "wants"];
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default();
    let last = name.rsplit('_').next().unwrap_or_default();
    BEGINNINGS.contains(&first)
        || matches!(last, "flag" | "optin" | "optout")
        || (last.len() > 4 && last.ends_with("ed"))
}

/// Whether digits under this name may be a date.
pub(super) fn sounds_like_a_date(name: &str) -> bool {
    name.split('_')
        .any(|word| matches!(word, "date" | "day" | "time" | "timestamp" | "at" | "on" | "datum" | "created"))
}

/// Whether what has this name is written in digits without being a number: `zip`, `phone_number`.
pub(super) fn is_code(name: &str) -> bool {
    const WORDS: [&str; 13] = [
        "zip",
        "zipcode",
        "postcode",
        "postal",
        "plz",
        "phone",
        "mobile",
        "mobilephone",
        "fax",
        "tel",
        "telephone",
        "code",
        "sku",
    ];
    name.split('_').any(|word| WORDS.contains(&word))
}

/// Whether what has this name cannot be less than nothing.
pub(super) fn sounds_like_a_count(name: &str) -> bool {
    const WORDS: [&str; 36] = [
        "visit",
        "visits",
        "view",
        "views",
        "pageviews",
        "click",
        "clicks",
        "open",
        "opens",
        "count",
        "total",
        "times",
        "time",
        "duration",
        "minutes",
        "seconds",
        "hours",
        "days",
        "sessions",
        "session",
        "pages",
        "downloads",
        "employees",
        "revenue",
        "amount",
        "price",
        "spend",
        "spent",
        "age",
        "quantity",
        "qty",
        "size",
        "dollar",
        "dollars",
        "events",
        "orders",
    ];
    let is_number_of = ["number_of_", "num_", "no_of_"].iter().any(|start| name.starts_with(start));
    is_number_of || name.split('_').any(|word| WORDS.contains(&word))
}

/// Whether few different texts under this name are chance: people type them, or they are names.
pub(super) fn is_free_text(name: &str) -> bool {
    const WORDS: [&str; 26] = [
        "name",
        "firstname",
        "lastname",
        "surname",
        "username",
        "handle",
        "company",
        "street",
        "address",
        "website",
        "url",
        "page",
        "notes",
        "note",
        "message",
        "comment",
        "comments",
        "description",
        "bio",
        "photo",
        "jobtitle",
        "referrer",
        "referring",
        "token",
        "hash",
        "ip",
    ];
    name == "job_title" || name.split('_').any(|word| WORDS.contains(&word))
}

/// `twitterid`, but not `paid`.
pub(super) fn is_id_in_one_word(name: &str) -> bool {
    const OTHERS: [&str; 8] = ["paid", "bid", "grid", "valid", "kid", "void", "aid", "mid"];
    let last = name.rsplit('_').next().unwrap_or(name);
    last.ends_with("id") && !OTHERS.iter().any(|other| last.ends_with(other))
}
