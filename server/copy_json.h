#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/ports/copy_catalogue.h"
#include "server/api_state.h"

namespace sohoa::server {

// A copy as the API shows it.
[[nodiscard]] nlohmann::json copyJson(const core::SearchHit& copy);

// The copy of a route's {copy}, when the caller may see it; notes it in the call. Throws
// Error(kNotFound) also for copies of offices that are not the caller's: ids are not told apart.
[[nodiscard]] core::SearchHit seenCopy(const Api::State& state, Call& call);

// What a request gets that names versions of what is here by If-Match or If-None-Match: 412, 304,
// or nothing (RFC 9110 section 13.2.2).
[[nodiscard]] std::optional<int> refusedByTag(const Request& request, const std::string& tag);
// A stored PDF as bytes: conditional, in parts, with its digest. Throws as BlobCheck::open does.
[[nodiscard]] Response storedPdf(Api::State& state, const Request& request,
                                 const core::Sha256& content, const std::string& file_name);
// A text that was made for this answer, conditional by the digest of its bytes.
[[nodiscard]] Response taggedText(const Request& request, std::string text, const char* type);

// "\"sha256:…\"", the strong entity tag of these bytes.
[[nodiscard]] std::string entityTag(const core::Sha256& content);

}  // namespace sohoa::server
