#include "net/curl_http_client.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "core/unique_handle.h"
#include "net/errors.h"
#include "net/public_address.h"

namespace sohoa::net {
namespace {

using EasyPtr = core::UniqueHandle<CURL, &curl_easy_cleanup>;
using HeaderPtr = core::UniqueHandle<curl_slist, &curl_slist_free_all>;

constexpr std::size_t kMaxHeaderBytes = 64U << 10U;

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// A refusal that the receiver of a sink never sees, for its reason.
constexpr std::uint64_t kMaxRefusalBytes = 1U << 20U;

// One exchange in progress. curl is C, so exceptions wait here until it has returned.
struct Transfer {
  const core::HttpRequest& request;
  core::HttpResponse response;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
  bool private_address = false;
  std::exception_ptr failure;
};

std::size_t takeBody(char* data, std::size_t /*one*/, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const bool streamed = transfer.request.sink && transfer.response.status / 100 == 2;
  const auto most = !streamed && transfer.request.sink
                        ? std::min(transfer.request.max_response_bytes, kMaxRefusalBytes)
                        : transfer.request.max_response_bytes;
  if (size > most - transfer.received) {
    transfer.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  transfer.received += size;
  try {
    if (streamed) {
      transfer.request.sink({reinterpret_cast<const std::uint8_t*>(data), size});
    } else {
      transfer.response.body.insert(transfer.response.body.end(), data, data + size);
    }
  } catch (...) {
    transfer.failure = std::current_exception();
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

std::size_t giveBody(char* data, std::size_t one, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const auto& source = *transfer.request.source;
  const auto room = std::min<std::uint64_t>(one * count, source.size - transfer.sent);
  if (room == 0) return 0;
  try {
    const auto given = source.read(
        transfer.sent, {reinterpret_cast<std::uint8_t*>(data), static_cast<std::size_t>(room)});
    if (given == 0 || given > room) return CURL_READFUNC_ABORT;
    transfer.sent += given;
    return given;
  } catch (...) {
    transfer.failure = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

int seekBody(void* user, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
  transfer.sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

// Looks at the very address that is connected to next: what was asked of the name before may have
// been answered otherwise.
curl_socket_t openPublic(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  if (!isPublic(address->addr)) {
    static_cast<Transfer*>(user)->private_address = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// The status of "HTTP/1.1 200 OK", 0 of anything else.
int statusOf(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos || line.size() < space + 4) return 0;
  int status = 0;
  for (const char c : line.substr(space + 1, 3)) {
    if (c < '0' || c > '9') return 0;
    status = status * 10 + (c - '0');
  }
  return status;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::size_t takeHeader(char* data, std::size_t /*one*/, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.header_bytes += size;
  if (transfer.header_bytes > kMaxHeaderBytes) {
    transfer.too_large = true;
    return 0;
  }
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    transfer.response.headers.clear();  // after an interim answer
    transfer.response.status = statusOf(line);
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name = trimmed(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  transfer.response.headers[name] = trimmed(line.substr(colon + 1));
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

void setMethod(CURL* easy, Transfer& transfer) {
  const auto& request = transfer.request;
  const auto size = static_cast<curl_off_t>(request.body.size());
  if (request.source) {
    set(easy, CURLOPT_UPLOAD, 1L);
    set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.source->size));
    set(easy, CURLOPT_READFUNCTION, &giveBody);
    set(easy, CURLOPT_READDATA, &transfer);
    set(easy, CURLOPT_SEEKFUNCTION, &seekBody);
    set(easy, CURLOPT_SEEKDATA, &transfer);
    set(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10);
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  } else if (request.method == "HEAD") {
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

  void configure(CURL* easy, curl_slist* headers, Transfer& transfer) const;
};

void CurlHttpClient::State::configure(CURL* easy, curl_slist* headers, Transfer& transfer) const {
  const auto& request = transfer.request;
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
  if (!options.client_certificate.empty()) {
    set(easy, CURLOPT_SSLCERT, options.client_certificate.c_str());
    set(easy, CURLOPT_SSLKEY, options.client_key.c_str());
  }
  if (options.public_only) {
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &openPublic);
    set(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    set(easy, CURLOPT_PROXY, "");
  }
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  if (request.stall.count() > 0) {
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall.count()));
  }
  set(easy, CURLOPT_HTTPHEADER, headers);
  set(easy, CURLOPT_HEADERFUNCTION, &takeHeader);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_WRITEFUNCTION, &takeBody);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  setMethod(easy, transfer);
}

CurlHttpClient::CurlHttpClient(HttpOptions options)
    : state_(new State{std::move(options), {}, {}}) {
  initialiseOnce();
}

CurlHttpClient::~CurlHttpClient() = default;

core::HttpResponse CurlHttpClient::send(const core::HttpRequest& request) {
  const HeaderPtr headers = headersOf(request);
  Transfer transfer{request, {}, 0, 0, 0, false, false, nullptr};
  EasyPtr easy = state_->take();
  state_->configure(easy.get(), headers.get(), transfer);
  const CURLcode code = curl_easy_perform(easy.get());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  state_->giveBack(std::move(easy));

  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (transfer.too_large) throw core::Error(kResponseTooLarge, {});
  if (code != CURLE_OK && transfer.private_address) throw core::Error(kPrivateAddress, {});
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    throw core::Error(kBadUrl, {.detail = curl_easy_strerror(code)});
  }
  if (code != CURLE_OK) throw core::Error(kNetwork, {.detail = curl_easy_strerror(code)});
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

}  // namespace sohoa::net
