#include "store/s3_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "core/digest.h"
#include "store/s3_errors.h"
#include "store/s3_xml.h"

namespace sohoa::store {
namespace {

// A connection that carries nothing for so long is given up. Servers take their time to put a large
// upload together.
constexpr std::chrono::seconds kStall{120};

[[noreturn]] void bad(const char* setting, const char* wanted) {
  throw core::Error(core::kBadSettings, {.detail = fmt::format("{}: {}", setting, wanted)});
}

std::string schemeOf(const std::string& endpoint) {
  for (const char* scheme : {"https://", "http://"}) {
    if (endpoint.starts_with(scheme)) return scheme;
  }
  bad("s3_endpoint", "begins with https:// or http://");
}

// As the HTTP client writes it into its Host header.
std::string hostOf(const std::string& endpoint, const std::string& scheme) {
  std::string host = endpoint.substr(scheme.size());
  if (host.ends_with('/')) host.pop_back();
  if (host.empty() || host.find_first_of("/?#@ ") != std::string::npos) {
    bad("s3_endpoint", "a host and perhaps a port, without a path");
  }
  const std::string port = scheme == "https://" ? ":443" : ":80";
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  return host;
}

void requireWord(const char* setting, const std::string& word, std::size_t least) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  };
  if (word.size() < least || word.size() > 63 || !std::ranges::all_of(word, plain) ||
      word.front() == '.') {
    bad(setting, "letters, digits, '-' and '.'");
  }
}

std::string codeOf(const std::string& body) {
  if (body.empty()) return {};
  try {
    const auto root = parseS3Xml(body);
    if (root.name == "Error") return std::string(root.textOf("Code"));
  } catch (const core::Error&) {  // a proxy on the way speaks HTML
  }
  return {};
}

}  // namespace

std::string S3Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

S3Backoff::S3Backoff(const S3Retries& retries)
    : retries_(retries), begin_(std::chrono::steady_clock::now()) {}

bool S3Backoff::again() {
  if (attempts_ >= retries_.attempts) return false;
  if (std::chrono::steady_clock::now() - begin_ > retries_.budget) return false;
  using Count = std::chrono::milliseconds::rep;
  const auto most = std::min<Count>(retries_.first.count() << std::min(attempts_ - 1, 20),
                                    retries_.longest.count());
  static thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<Count> share(most / 2, most);
  const std::chrono::milliseconds pause(share(random));
  if (retries_.sleep) {
    retries_.sleep(pause);
  } else {
    std::this_thread::sleep_for(pause);
  }
  ++attempts_;
  return true;
}

S3Client::S3Client(core::HttpClient& http, S3Place place, S3Credentials credentials,
                   S3Retries retries, const core::Clock& clock)
    : http_(http),
      place_(std::move(place)),
      signer_(std::move(credentials), place_.region),
      retries_(std::move(retries)),
      clock_(clock),
      scheme_(schemeOf(place_.endpoint)),
      host_(hostOf(place_.endpoint, scheme_)) {
  requireWord("s3_bucket", place_.bucket, 3);
  requireWord("s3_region", place_.region, 1);
  if (place_.virtual_host) host_ = place_.bucket + "." + host_;
}

S3Call S3Client::callOf(const S3Request& request) const {
  S3Call call;
  call.method = request.method;
  call.host = host_;
  call.path = (place_.virtual_host ? "/" : "/" + place_.bucket + "/") + request.key;
  call.query = request.query;
  call.headers = request.headers;
  return call;
}

std::string S3Client::addressOf(const S3Call& call, const S3Query& query) const {
  const std::string text = queryText(query);
  return scheme_ + host_ + percentEncoded(call.path, true) + (text.empty() ? "" : "?") + text;
}

S3Answer S3Client::sendOnce(const S3Request& request, bool& delivered) const {
  const S3Call call = callOf(request);
  core::HttpRequest http;
  http.method = request.method;
  http.url = addressOf(call, request.query);
  http.headers = signer_.sign(
      call,
      request.payload_sha256.empty() ? core::sha256(request.body).hex() : request.payload_sha256,
      clock_.now());
  http.body = request.body;
  http.source = request.source;
  if (request.sink) {
    http.sink = [&](std::span<const std::uint8_t> piece) {
      delivered = true;
      request.sink(piece);
    };
  }
  http.timeout = {};
  http.stall = kStall;
  http.max_response_bytes = request.max_response_bytes;
  auto response = http_.send(http);

  S3Answer answer;
  answer.status = response.status;
  answer.headers = std::move(response.headers);
  answer.body.assign(response.body.begin(), response.body.end());
  if (answer.status >= 300) answer.code = codeOf(answer.body);
  return answer;
}

S3Answer S3Client::send(const S3Request& request) const {
  S3Backoff backoff(retries_);
  bool delivered = false;
  for (;;) {
    try {
      auto answer = sendOnce(request, delivered);
      if (!worthRepeating(answer.status, answer.code) || !backoff.again()) return answer;
    } catch (const core::Error& error) {
      // An error of the file that is sent, or of the sink, does not get better on the way.
      const bool ours = error.code() == core::kIo || error.code() == core::kDiskFull;
      if (error.retry() != core::Retry::kTransient || ours || delivered || !backoff.again()) throw;
    }
  }
}

S3Answer S3Client::require(const S3Request& request) const {
  auto answer = send(request);
  if (answer.status >= 300) throw s3Error(answer.status, answer.code);
  return answer;
}

std::string S3Client::copySource(const std::string& key) const {
  return "/" + place_.bucket + "/" + percentEncoded(key, true);
}

std::string S3Client::presigned(const std::string& method, const std::string& key,
                                std::chrono::seconds life) const {
  S3Request request;
  request.method = method;
  request.key = key;
  const S3Call call = callOf(request);
  return addressOf(call, signer_.presign(call, life, clock_.now()));
}

}  // namespace sohoa::store
