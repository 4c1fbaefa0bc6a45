//! As much of URLs and HTML as a demonstration needs.

/// The scheme, host and port of a URL.
pub fn host(url: &str) -> &str {
    let after = url.find("://").map_or(0, |at| at + 3);
    let end = url[after..].find('/').map_or(url.len(), |at| after + at);
    &url[..end]
}

/// The URLs that a page links to, in order and each once.
pub fn found(page: &str, text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    for part in text.split("href=\"").skip(1) {
        let link = part.split('"').next().unwrap_or("");
        let target = match link.split('#').next().unwrap_or("") {
            "" => continue,
            absolute if absolute.contains("://") => absolute.to_string(),
            path if path.starts_with('/') => format!("{}{path}", host(page)),
            _ => continue,
        };
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}
