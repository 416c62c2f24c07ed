//! Parts of addresses: takes an e-mail address or a URL as people and trackers write them, gives a part or nothing.
//!
//! Lenient on purpose: a value that is no address by the standards (RFC 5321, RFC 3986) still gives the part that a
//! reader would point at. Never changes case and knows nothing of comparison.

/// What follows the last `@`, without one dot at the end; `None` where there is nothing.
pub fn email_domain(address: &str) -> Option<&str> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    (!domain.is_empty()).then_some(domain)
}

/// The host without scheme, user and port, `www.` kept; `None` for a bare path such as `/pricing`.
///
/// The address in brackets of an IPv6 host keeps them.
pub fn url_host(url: &str) -> Option<String> {
    let (authority, _) = split(url);
    let host = authority?.rsplit('@').next()?;
    let host = match host.split_once(']') {
        Some((address, _)) if address.starts_with('[') => return Some(format!("{address}]")),
        _ => host.split(':').next()?,
    };
    (!host.is_empty()).then(|| host.to_owned())
}

/// The path without query and fragment: `/` where a host stands alone, a bare path as it is; `None` where there is neither.
pub fn url_path(url: &str) -> Option<String> {
    match split(url) {
        (Some(_), "") => Some("/".to_owned()),
        (None, "") => None,
        (_, path) => Some(path.to_owned()),
    }
}

/// User, host and port where there are any, and the path.
///
/// ```text
/// https://ann@shop.example:80/pricing?plan=a#top
///         ───────────────────┬──────
///                  authority │ path
/// ```
fn split(url: &str) -> (Option<&str>, &str) {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let behind_slashes = match url.split_once("//") {
        Some(("", rest)) => Some(rest),
        Some((scheme, rest)) => scheme.strip_suffix(':').filter(|scheme| is_scheme(scheme)).map(|_| rest),
        None => None,
    };
    let (authority, path) = divide(behind_slashes.unwrap_or(url));
    if behind_slashes.is_some() || looks_like_host(authority) { (Some(authority), path) } else { (None, url) }
}

/// What stands before the first `/`, and the rest from it on.
fn divide(text: &str) -> (&str, &str) {
    text.find('/').and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// `example.com` of `example.com/pricing`, which has no scheme; not the `..` of `../pricing`.
fn looks_like_host(text: &str) -> bool {
    text.contains('.') && !text.starts_with('.') && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn s18_the_domain_is_what_follows_the_last_at_sign() {
        for (address, domain) in [
            ("ann@acme.example", Some("acme.example")),
            ("ann@mail.Acme.example", Some("mail.Acme.example")),
            ("\"a@b\"@acme.example", Some("acme.example")),
            ("ann@acme.example.", Some("acme.example")),
            ("ann@", None),
            ("ann@.", None),
            ("ann", None),
            ("", None),
        ] {
            assert_eq!(email_domain(address), domain, "{address}");
        }
    }

    #[test]
    fn s18_host_and_path_of_urls() {
        for (url, host, path) in [
            ("https://www.acme.example/pricing", Some("www.acme.example"), Some("/pricing")),
            ("https://Acme.example:8080/Pricing?plan=a#top", Some("Acme.example"), Some("/Pricing")),
            ("https://ann:secret@acme.example/a", Some("acme.example"), Some("/a")),
            ("https://ann@b:p@acme.example:1/a", Some("acme.example"), Some("/a")),
            ("https://a.b", Some("a.b"), Some("/")),
            ("https://a.b?x=/y", Some("a.b"), Some("/")),
            ("https://a.b#x", Some("a.b"), Some("/")),
            ("https://localhost/a", Some("localhost"), Some("/a")),
            ("//acme.example/a", Some("acme.example"), Some("/a")),
            ("http://[2001:db8::1]:8080/a", Some("[2001:db8::1]"), Some("/a")),
            ("http://[2001:db8::1]", Some("[2001:db8::1]"), Some("/")),
            ("HTTPS://acme.example//a", Some("acme.example"), Some("//a")),
            ("acme.example/pricing", Some("acme.example"), Some("/pricing")),
            ("acme.example:443/pricing?x", Some("acme.example"), Some("/pricing")),
            ("acme.example", Some("acme.example"), Some("/")),
            ("acme.example/r/http://b.example", Some("acme.example"), Some("/r/http://b.example")),
            ("acme.example?to=http://b.example", Some("acme.example"), Some("/")),
            ("/pricing?plan=a", None, Some("/pricing")),
            ("/a.b/c", None, Some("/a.b/c")),
            ("/r//b.example", None, Some("/r//b.example")),
            ("pricing", None, Some("pricing")),
            ("../pricing", None, Some("../pricing")),
            ("Home. Start/pricing", None, Some("Home. Start/pricing")),
            ("https:///pricing", None, Some("/pricing")),
            ("?plan=a", None, None),
            ("", None, None),
        ] {
            assert_eq!(url_host(url).as_deref(), host, "host of {url}");
            assert_eq!(url_path(url).as_deref(), path, "path of {url}");
        }
    }

    proptest! {
        #[test]
        fn s18_any_text_has_parts_or_none(text in any::<String>()) {
            let _ = (email_domain(&text), url_host(&text), url_path(&text));
        }
    }
}
