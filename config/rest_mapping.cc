#include "config/rest_mapping.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/toml_section.h"
#include "core/error.h"

namespace sohoa::config {
namespace {

using core::RestMapping;

// The first {word} that is none, or "".
std::string unknownWord(const std::string& text) {
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return text.substr(at);
    const auto word = text.substr(at + 1, end - at - 1);
    const bool field = word.starts_with("field.") && word.size() > 6;
    if (!field && core::restWords().count(word) == 0) return "{" + word + "}";
  }
  return {};
}

void requireTemplate(Section& s, const char* key, const std::string& text) {
  if (const auto word = unknownWord(text); !word.empty()) {
    s.fail(*s.take(key), key, "a template without " + word + ", which is no value of a copy");
  }
}

bool isHeaderName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool isPointer(const std::string& text) {
  if (text.empty() || text.front() != '/') return false;
  try {
    static_cast<void>(nlohmann::json::json_pointer(text));
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

bool isWebAddress(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

void readRequest(Section& s, RestMapping& mapping) {
  s.oneOf("method", mapping.method, {"POST", "PUT"});
  s.text("url", mapping.url);
  const auto* url = s.take("url");
  if (url != nullptr && !isWebAddress(mapping.url)) s.fail(*url, "url", "an http or https address");
  requireTemplate(s, "url", mapping.url);
  std::string body = "json";
  s.oneOf("body", body, {"json", "multipart", "pdf"});
  mapping.body = body == "json"        ? RestMapping::Body::kJson
                 : body == "multipart" ? RestMapping::Body::kMultipart
                                       : RestMapping::Body::kPdf;
  s.text("file_field", mapping.file_field);
  const auto* place = s.take("file_field");
  if (place != nullptr && body == "json" && !isPointer(mapping.file_field)) {
    s.fail(*place, "file_field", "a JSON pointer like \"/TepDinhKem/NoiDung\"");
  }
  s.text("file_name", mapping.file_name);
  requireTemplate(s, "file_name", mapping.file_name);
  s.text("idempotency_header", mapping.idempotency_header);
  if (!mapping.idempotency_header.empty() && !isHeaderName(mapping.idempotency_header)) {
    s.fail(*s.take("idempotency_header"), "idempotency_header", "the name of a header");
  }
}

void readHeaders(Section& s, RestMapping& mapping) {
  s.eachKey([&](const std::string& name, const toml::node& node) {
    if (!isHeaderName(name)) s.fail(node, name, "the name of a header");
    s.text(name, mapping.headers[name]);
    requireTemplate(s, name.c_str(), mapping.headers[name]);
  });
}

void readFields(Section& s, RestMapping& mapping) {
  s.eachKey([&](const std::string& name, const toml::node& node) {
    if (mapping.body == RestMapping::Body::kPdf)
      s.fail(node, name, "left out: a pdf has no fields");
    if (mapping.body == RestMapping::Body::kJson && !isPointer(name)) {
      s.fail(node, name, "named by a JSON pointer like \"/TaiLieuNop/0/TenTepDinhKem\"");
    }
    if (name.find_first_of("\"\r\n") != std::string::npos) s.fail(node, name, "named in one line");
    if (const auto flag = node.value_exact<bool>()) {
      mapping.fields[name] = *flag;
    } else if (const auto number = node.value_exact<std::int64_t>()) {
      mapping.fields[name] = *number;
    } else if (const auto text = node.value_exact<std::string>()) {
      mapping.fields[name] = *text;
      requireTemplate(s, name.c_str(), *text);
    } else {
      s.fail(node, name, "a text, a whole number, true or false");
    }
  });
}

void readAuth(Section& s, const std::filesystem::path& folder, RestMapping& mapping) {
  std::string kind = "none";
  s.oneOf("kind", kind, {"none", "basic", "bearer", "oauth2"});
  mapping.auth = kind == "basic"    ? RestMapping::Auth::kBasic
                 : kind == "bearer" ? RestMapping::Auth::kBearer
                 : kind == "oauth2" ? RestMapping::Auth::kOauth2
                                    : RestMapping::Auth::kNone;
  s.text("client", mapping.client);
  std::filesystem::path secret;
  s.path("secret_file", folder, secret);
  mapping.secret_file = secret.string();
  s.text("token_url", mapping.token_url);
  s.text("scope", mapping.scope);
  const auto need = [&](bool there, const char* key) {
    const auto* node = s.take("kind");
    if (!there && node != nullptr) {
      s.fail(*node, "kind", std::string("given together with ") + key);
    }
  };
  const bool named = kind == "basic" || kind == "oauth2";
  need(kind == "none" || !mapping.secret_file.empty(), "secret_file");
  need(!named || !mapping.client.empty(), "client");
  need(kind != "oauth2" || isWebAddress(mapping.token_url), "token_url");
}

void readStatuses(Section& s, const char* key, std::set<int>& into) {
  const auto* node = s.take(key);
  if (node == nullptr) return;
  into.clear();
  const auto wrong = [&]() { s.fail(*node, key, "a list of statuses from 200 to 599"); };
  if (!node->is_array()) wrong();
  for (const auto& item : *node->as_array()) {
    const auto status = item.value_exact<std::int64_t>();
    if (!status || *status < 200 || *status > 599) wrong();
    into.insert(static_cast<int>(*status));
  }
}

void readAnswer(Section& s, RestMapping& mapping) {
  s.text("receipt", mapping.receipt);
  const auto* receipt = s.take("receipt");
  const bool header = mapping.receipt.starts_with("header:") &&
                      isHeaderName(std::string_view(mapping.receipt).substr(7));
  if (receipt != nullptr && !header && !isPointer(mapping.receipt)) {
    s.fail(*receipt, "receipt", "a JSON pointer like \"/data/id\", or \"header:Location\"");
  }
  readStatuses(s, "done", mapping.done);
  readStatuses(s, "already", mapping.there);
  readStatuses(s, "retry", mapping.retry);
  for (const auto* others : {&mapping.there, &mapping.retry}) {
    for (const int status : *others) {
      const bool twice = mapping.done.count(status) != 0 ||
                         (others == &mapping.retry && mapping.there.count(status) != 0);
      const char* key = others == &mapping.retry ? "retry" : "already";
      if (twice)
        s.fail(*s.take(key), key, "without " + std::to_string(status) + ": it is in two lists");
    }
  }
}

void require(bool right, const std::filesystem::path& file, const std::string& what) {
  if (!right) throw core::Error(core::kBadSettings, {.file = file.string(), .detail = what});
}

}  // namespace

core::RestMapping loadRestMapping(const std::filesystem::path& file) {
  const toml::table table = parseToml(file);
  RestMapping mapping;
  mapping.done = {200, 201};
  mapping.retry = {408, 423, 425, 429, 500, 502, 503, 504};
  Section root(table, "", file.string());
  root.section("request", [&](Section& s) { readRequest(s, mapping); });
  root.section("headers", [&](Section& s) { readHeaders(s, mapping); });
  root.section("fields", [&](Section& s) { readFields(s, mapping); });
  root.section("auth", [&](Section& s) { readAuth(s, file.parent_path(), mapping); });
  root.section("answer", [&](Section& s) { readAnswer(s, mapping); });
  root.finish();
  require(!mapping.url.empty(), file, "request.url must be given");
  require(!mapping.receipt.empty(), file, "answer.receipt must be given");
  require(!mapping.done.empty(), file, "answer.done must name a status");
  require(mapping.body != RestMapping::Body::kMultipart || !mapping.file_field.empty(), file,
          "request.file_field must be given for a multipart body");
  require(
      mapping.method == "PUT" || !mapping.idempotency_header.empty() || !mapping.there.empty(),
      file,
      "request.idempotency_header, answer.already or method PUT must be given: by one of them the "
      "service knows a copy that it has");
  return mapping;
}

}  // namespace sohoa::config
