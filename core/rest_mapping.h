#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>

namespace sohoa::core {

// How a copy is put before a service that has names of its own. Texts are templates
// (core/fill_in.h) over restWords().
struct RestMapping {
  enum class Body {
    kJson,  // fields at their JSON pointers (RFC 6901); the file in base64 where file_field says
    kMultipart,  // multipart/form-data (RFC 7578): a part for each field, the file as file_field
    kPdf,        // the file alone
  };
  enum class Auth { kNone, kBasic, kBearer, kOauth2 };
  using Value = std::variant<std::string, bool, std::int64_t>;

  std::string method = "POST";  // POST or PUT
  std::string url;              // values are percent-encoded
  Body body = Body::kJson;
  std::string file_field;  // empty: the file is not sent, for services that fetch it
  std::string file_name = "{id}.pdf";
  std::string idempotency_header = "Idempotency-Key";  // empty: the service takes none
  std::map<std::string, std::string> headers;
  std::map<std::string, Value> fields;

  Auth auth = Auth::kNone;
  std::string client;
  std::string secret_file;  // of kBasic and kOauth2; the token of kBearer
  std::string token_url;    // of kOauth2
  std::string scope;

  std::string receipt;  // where the answer names the copy: a JSON pointer, or "header:NAME"
  std::set<int> done;   // statuses that mean: taken
  std::set<int> there;  // ... that it has been there before
  std::set<int> retry;  // ... later; other statuses: refused
};

// What a template may name besides "field.NAME", a field of the copy.
[[nodiscard]] const std::set<std::string>& restWords();

}  // namespace sohoa::core
