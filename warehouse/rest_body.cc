#include "warehouse/rest_body.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/fill_in.h"
#include "warehouse/errors.h"

namespace sohoa::warehouse {

using core::RestMapping;
using nlohmann::json;
using Words = std::map<std::string, std::string>;

namespace {

// Base64 in a JSON text is held in memory several times over.
constexpr std::uint64_t kMostInJson = 64U << 20U;

std::string textOf(const core::FieldContent& content) {
  if (const auto* text = std::get_if<std::string>(&content)) return *text;
  std::string all;
  for (const auto& one : std::get<std::vector<std::string>>(content)) {
    all += (all.empty() ? "" : "; ") + one;
  }
  return all;
}

// A template that is one number alone stays a number where there are such.
json jsonValue(const RestMapping::Value& value, const Words& words) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto& text = std::get<std::string>(value);
  if (text == "{pages}" || text == "{size}") return std::stoll(filled(text, words));
  return filled(text, words);
}

std::string plainValue(const RestMapping::Value& value, const Words& words) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return filled(std::get<std::string>(value), words);
}

std::string wholeFile(int file, std::uint64_t size) {
  if (size > kMostInJson) throw core::Error(kFarRefused, {.detail = "too large for a JSON body"});
  const auto source = core::fileBody(file, 0, size);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  for (std::size_t at = 0; at < bytes.size();) at += source.read(at, std::span(bytes).subspan(at));
  return core::base64(bytes);
}

void jsonBody(const RestMapping& mapping, const core::OutgoingCopy& copy, int file,
              const Words& words, core::HttpRequest& request) {
  json body = json::object();
  try {
    for (const auto& [place, value] : mapping.fields) {
      body[json::json_pointer(place)] = jsonValue(value, words);
    }
    if (!mapping.file_field.empty()) {
      body[json::json_pointer(mapping.file_field)] = wholeFile(file, copy.size);
    }
  } catch (const json::exception&) {  // one place lies within another that is no object
    throw core::Error(core::kBadSettings,
                      {.detail = "rest_mapping: fields that exclude each other"});
  }
  const auto text = body.dump(-1, ' ', false, json::error_handler_t::replace);
  request.body.assign(text.begin(), text.end());
  request.headers["Content-Type"] = "application/json";
  request.headers["Content-Digest"] = "sha-256=:" + core::base64(core::sha256(text).bytes()) + ":";
}

// Head and tail in memory, the file between them from the disk.
core::HttpBodySource wrapped(std::string head, core::HttpBodySource file, std::string tail) {
  const auto size = head.size() + file.size + tail.size();
  return {size,
          [head = std::move(head), file = std::move(file), tail = std::move(tail)](
              std::uint64_t at, std::span<std::uint8_t> into) -> std::size_t {
            const auto from = [&](const std::string& text, std::uint64_t begin) {
              const auto count = std::min<std::size_t>(into.size(), text.size() - begin);
              std::memcpy(into.data(), text.data() + begin, count);
              return count;
            };
            if (at < head.size()) return from(head, at);
            const auto in_file = at - head.size();
            if (in_file >= file.size) return from(tail, in_file - file.size);
            const auto most = std::min<std::uint64_t>(into.size(), file.size - in_file);
            return file.read(in_file, into.first(static_cast<std::size_t>(most)));
          }};
}

// RFC 7578 section 4.2, as browsers escape names.
std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') {
      out += "%22";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out + '"';
}

void multipartBody(const RestMapping& mapping, const core::OutgoingCopy& copy, int file,
                   const Words& words, core::HttpRequest& request) {
  // Nobody can put this into a field on purpose: the key is random.
  const auto boundary = "sohoa-" + core::sha256(copy.key + copy.copy.id).hex();
  std::string head;
  for (const auto& [name, value] : mapping.fields) {
    head += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted(name) +
            "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + plainValue(value, words) +
            "\r\n";
  }
  head +=
      "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted(mapping.file_field) +
      "; filename=" + quoted(words.at("file_name")) +
      "\r\nContent-Type: application/pdf\r\nRepr-Digest: sha-256=:" + words.at("sha256_base64") +
      ":\r\n\r\n";
  request.source =
      wrapped(std::move(head), core::fileBody(file, 0, copy.size), "\r\n--" + boundary + "--\r\n");
  request.headers["Content-Type"] = "multipart/form-data; boundary=" + boundary;
}

void pdfBody(const core::OutgoingCopy& copy, int file, const Words& words,
             core::HttpRequest& request) {
  request.source = core::fileBody(file, 0, copy.size);
  request.headers["Content-Type"] = "application/pdf";
  request.headers["Repr-Digest"] = "sha-256=:" + words.at("sha256_base64") + ":";
}

// What is read from a paper must not break a header.
std::string oneLine(std::string text) {
  std::erase_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  return text;
}

}  // namespace

Words wordsOf(const core::OutgoingCopy& outgoing, const std::string& file_name) {
  const auto& copy = outgoing.copy;
  Words words{{"id", copy.id},
              {"key", outgoing.key},
              {"product", std::string(core::slug(copy.product))},
              {"kind", copy.kind},
              {"title", copy.title},
              {"unit", copy.unit},
              {"case_file", copy.case_file},
              {"subject", copy.subject},
              {"pages", std::to_string(copy.pages)},
              {"level", copy.level},
              {"size", std::to_string(outgoing.size)},
              {"sha256", copy.content.hex()},
              {"sha256_base64", core::base64(copy.content.bytes())},
              {"created", core::formatIso8601(copy.created)},
              {"text", outgoing.text}};
  for (const auto& [name, value] : copy.fields) words["field." + name] = textOf(value);
  words["file_name"] = filled(file_name, words);
  return words;
}

std::string filled(const std::string& text, const Words& words) {
  static constexpr std::string_view kField = "{field.";
  auto all = words;
  for (auto at = text.find(kField); at != std::string::npos; at = text.find(kField, at + 1)) {
    const auto end = text.find('}', at);
    if (end != std::string::npos) all.emplace(text.substr(at + 1, end - at - 1), "");
  }
  return core::fillIn(text, all);
}

core::HttpRequest restRequest(const RestMapping& mapping, const core::OutgoingCopy& copy,
                              int file) {
  const auto words = wordsOf(copy, mapping.file_name);
  auto in_address = words;
  for (auto& [name, value] : in_address) value = core::percentEncoded(value);
  core::HttpRequest request;
  request.method = mapping.method;
  request.url = filled(mapping.url, in_address);
  for (const auto& [name, value] : mapping.headers) {
    request.headers[name] = oneLine(filled(value, words));
  }
  if (!mapping.idempotency_header.empty()) {
    request.headers[mapping.idempotency_header] = '"' + copy.key + '"';
  }
  request.headers.emplace("Accept", "application/json");
  if (mapping.body == RestMapping::Body::kJson) jsonBody(mapping, copy, file, words, request);
  if (mapping.body == RestMapping::Body::kPdf) pdfBody(copy, file, words, request);
  if (mapping.body == RestMapping::Body::kMultipart) {
    multipartBody(mapping, copy, file, words, request);
  }
  return request;
}

}  // namespace sohoa::warehouse
