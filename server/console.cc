#include "server/console.h"

#include <algorithm>
#include <array>
#include <string>

namespace sohoa::server {
namespace {

// Nothing is fetched from another host, nothing inline runs, no other page may frame it.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

// First segments of the addresses that the console's own router shows (app/areas.tsx).
constexpr std::array<std::string_view, 10> kScreens{
    "/verify",  "/kiem-tra", "/login",     "/counter", "/review",
    "/certify", "/batches",  "/warehouse", "/reports", "/admin"};

const ConsoleFile* fileAt(std::string_view path) {
  const auto files = consoleFiles();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

const ConsoleFile* fileFor(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return nullptr;
  const auto path = request.target.substr(0, request.target.find('?'));
  const auto first = path.substr(0, path.find('/', 1));
  const bool screen =
      path == "/" || std::find(kScreens.begin(), kScreens.end(), first) != kScreens.end();
  return fileAt(screen ? "/index.html" : path);
}

class FileExchange final : public Exchange {
 public:
  FileExchange(const ConsoleFile& file, const Request& request)
      : file_(file), known_(request.header("if-none-match")) {}

  std::optional<Response> early() override { return answer(); }
  std::optional<Response> receive(std::span<const std::uint8_t>) override { return answer(); }
  Response finish() override { return answer(); }
  void sent(int, std::uint64_t) override {}

 private:
  [[nodiscard]] Response answer() const {
    Response response;
    response.set("Content-Security-Policy", std::string(kPolicy));
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=()");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("ETag", std::string(file_.etag));
    response.set("Cache-Control",
                 file_.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (known_.find(file_.etag) != std::string::npos) {
      response.status = 304;
      return response;
    }
    response.set("Content-Type", std::string(file_.media_type));
    // Every browser takes it; a client that does not can tell from the header.
    response.set("Content-Encoding", "gzip");
    response.body.assign(file_.gzip.begin(), file_.gzip.end());
    return response;
  }

  const ConsoleFile& file_;
  std::string known_;
};

}  // namespace

std::unique_ptr<Exchange> Console::open(Request request) {
  if (const auto* file = fileFor(request)) return std::make_unique<FileExchange>(*file, request);
  return api_.open(std::move(request));
}

}  // namespace sohoa::server
