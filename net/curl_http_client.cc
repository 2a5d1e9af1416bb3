#include "net/curl_http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "core/unique_handle.h"
#include "net/errors.h"

namespace sohoa::net {
namespace {

using EasyPtr = core::UniqueHandle<CURL, &curl_easy_cleanup>;
using HeaderPtr = core::UniqueHandle<curl_slist, &curl_slist_free_all>;

constexpr std::size_t kMaxHeaderBytes = 64U << 10U;

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// What arrives during one transfer.
struct Incoming {
  core::HttpResponse response;
  std::size_t max_body = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
};

std::size_t takeBody(char* data, std::size_t /*one*/, std::size_t size, void* user) {
  auto& incoming = *static_cast<Incoming*>(user);
  auto& body = incoming.response.body;
  if (size > incoming.max_body - body.size()) {
    incoming.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  body.insert(body.end(), data, data + size);
  return size;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::size_t takeHeader(char* data, std::size_t /*one*/, std::size_t size, void* user) {
  auto& incoming = *static_cast<Incoming*>(user);
  incoming.header_bytes += size;
  if (incoming.header_bytes > kMaxHeaderBytes) {
    incoming.too_large = true;
    return 0;
  }
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) incoming.response.headers.clear();  // after an interim answer
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name = trimmed(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  incoming.response.headers[name] = trimmed(line.substr(colon + 1));
  return size;
}

HeaderPtr headersOf(const core::HttpRequest& request) {
  HeaderPtr list;
  const auto add = [&list](const std::string& line) {
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw core::Error(core::kInternal, {.detail = "a header with a line break"});
    }
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  // curl would wait for "100 Continue", which many services never send.
  add("Expect:");
  for (const auto& [name, value] : request.headers) {
    add(value.empty() ? name + ";" : name + ": " + value);
  }
  return list;
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) {
    throw core::Error(core::kInternal, {.detail = curl_easy_strerror(code)});
  }
}

void setMethod(CURL* easy, const core::HttpRequest& request) {
  const auto size = static_cast<curl_off_t>(request.body.size());
  if (request.method == "HEAD") {
    set(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || size > 0) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, size);
    // Never null: curl would ask for a read callback.
    set(easy, CURLOPT_POSTFIELDS,
        size > 0 ? reinterpret_cast<const char*>(request.body.data()) : "");
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

}  // namespace

struct CurlHttpClient::State {
  HttpOptions options;
  std::mutex mutex;
  std::vector<EasyPtr> idle;

  EasyPtr take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        EasyPtr easy = std::move(idle.back());
        idle.pop_back();
        return easy;
      }
    }
    EasyPtr easy(curl_easy_init());
    if (!easy) throw core::Error(core::kInternal, {.detail = "curl_easy_init"});
    return easy;
  }

  // Settings are forgotten, open connections are kept.
  void giveBack(EasyPtr easy) {
    curl_easy_reset(easy.get());
    const std::lock_guard lock(mutex);
    if (idle.size() < options.idle_connections) idle.push_back(std::move(easy));
  }

  void configure(CURL* easy, const core::HttpRequest& request, curl_slist* headers,
                 Incoming& incoming) const;
};

void CurlHttpClient::State::configure(CURL* easy, const core::HttpRequest& request,
                                      curl_slist* headers, Incoming& incoming) const {
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.certificates.empty()) {
    set(easy, CURLOPT_CAINFO, options.certificates.c_str());
    set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  set(easy, CURLOPT_HTTPHEADER, headers);
  set(easy, CURLOPT_HEADERFUNCTION, &takeHeader);
  set(easy, CURLOPT_HEADERDATA, &incoming);
  set(easy, CURLOPT_WRITEFUNCTION, &takeBody);
  set(easy, CURLOPT_WRITEDATA, &incoming);
  setMethod(easy, request);
}

CurlHttpClient::CurlHttpClient(HttpOptions options)
    : state_(new State{std::move(options), {}, {}}) {
  initialiseOnce();
}

CurlHttpClient::~CurlHttpClient() = default;

core::HttpResponse CurlHttpClient::send(const core::HttpRequest& request) {
  const HeaderPtr headers = headersOf(request);
  Incoming incoming;
  incoming.max_body = request.max_response_bytes;
  EasyPtr easy = state_->take();
  state_->configure(easy.get(), request, headers.get(), incoming);
  const CURLcode code = curl_easy_perform(easy.get());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  state_->giveBack(std::move(easy));

  if (incoming.too_large) throw core::Error(kResponseTooLarge, {});
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    throw core::Error(kBadUrl, {.detail = curl_easy_strerror(code)});
  }
  if (code != CURLE_OK) throw core::Error(kNetwork, {.detail = curl_easy_strerror(code)});
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

}  // namespace sohoa::net
