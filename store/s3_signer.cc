#include "store/s3_signer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

#include "core/digest.h"

namespace sohoa::store {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// "20130524T000000Z"; its first eight characters are the day.
std::string basicIso8601(core::Timestamp time) {
  const auto seconds = static_cast<std::time_t>(
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

// Without spaces at the ends and with single ones inside, as the signature wants it.
std::string tidied(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string namesOf(const std::map<std::string, std::string>& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string hexHmac(const core::Sha256& key, std::string_view text) {
  return core::hmacSha256(key.bytes(), text).hex();
}

}  // namespace

std::string queryText(const S3Query& query) {
  // Sorted by encoded name, which differs from the order of the names as they are.
  std::map<std::string, std::string> encoded;
  for (const auto& [name, value] : query) encoded[percentEncoded(name)] = percentEncoded(value);
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

std::string S3Signer::scope(std::string_view day) const {
  return fmt::format("{}/{}/s3/aws4_request", day, region_);
}

std::string S3Signer::signature(const S3Call& call, const S3Query& query,
                                const std::map<std::string, std::string>& headers,
                                std::string_view payload, std::string_view when) const {
  std::string lines;
  for (const auto& [name, value] : headers) lines += name + ":" + tidied(value) + "\n";
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", call.method, percentEncoded(call.path, true),
                  queryText(query), lines, namesOf(headers), payload);
  const auto day = when.substr(0, 8);
  const std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, when, scope(day),
                                          core::sha256(std::string_view(canonical)).hex());

  const std::string first = "AWS4" + credentials_.secret;
  auto key =
      core::hmacSha256({reinterpret_cast<const std::uint8_t*>(first.data()), first.size()}, day);
  for (const std::string_view step :
       {std::string_view(region_), std::string_view("s3"), std::string_view("aws4_request")}) {
    key = core::hmacSha256(key.bytes(), step);
  }
  return hexHmac(key, to_sign);
}

std::map<std::string, std::string> S3Signer::sign(const S3Call& call,
                                                  std::string_view payload_sha256,
                                                  core::Timestamp now) const {
  const std::string when = basicIso8601(now);
  auto headers = call.headers;
  headers["x-amz-date"] = when;
  headers["x-amz-content-sha256"] = payload_sha256;
  auto signed_headers = headers;
  signed_headers["host"] = call.host;
  headers["authorization"] = fmt::format(
      "{} Credential={}/{},SignedHeaders={},Signature={}", kAlgorithm, credentials_.access_key_id,
      scope(std::string_view(when).substr(0, 8)), namesOf(signed_headers),
      signature(call, call.query, signed_headers, payload_sha256, when));
  return headers;
}

S3Query S3Signer::presign(const S3Call& call, std::chrono::seconds life,
                          core::Timestamp now) const {
  const std::string when = basicIso8601(now);
  auto headers = call.headers;
  headers["host"] = call.host;
  S3Query query = call.query;
  query["X-Amz-Algorithm"] = kAlgorithm;
  query["X-Amz-Credential"] =
      credentials_.access_key_id + "/" + scope(std::string_view(when).substr(0, 8));
  query["X-Amz-Date"] = when;
  query["X-Amz-Expires"] = std::to_string(life.count());
  query["X-Amz-SignedHeaders"] = namesOf(headers);
  query["X-Amz-Signature"] = signature(call, query, headers, kUnsignedPayload, when);
  return query;
}

}  // namespace sohoa::store
