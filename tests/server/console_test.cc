#include "server/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sohoa::server {
namespace {

// What stands behind the console: answers everything with 418.
class Behind final : public Application {
 public:
  std::unique_ptr<Exchange> open(Request) override {
    class Teapot final : public Exchange {
      std::optional<Response> receive(std::span<const std::uint8_t>) override { return {}; }
      Response finish() override {
        Response response;
        response.status = 418;
        return response;
      }
      void sent(int, std::uint64_t) override {}
    };
    return std::make_unique<Teapot>();
  }
};

class ConsoleTest : public testing::Test {
 protected:
  Response ask(const std::string& target, const std::string& method = "GET",
               std::map<std::string, std::string> headers = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    const auto exchange = console_.open(std::move(request));
    if (auto early = exchange->early()) return *std::move(early);
    return exchange->finish();
  }
  static std::string header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Behind behind_;
  Console console_{behind_};
};

TEST_F(ConsoleTest, ShowsItsPageAtEachScreen) {
  const auto page = ask("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  for (const auto* target : {"/verify?from=qr", "/verify/mfrggzdfmztwq2lknnwg23tpoa",
                             "/kiem-tra/mfrggzdfmztwq2lknnwg23tpoa", "/warehouse/a%20b"}) {
    EXPECT_EQ(ask(target).body, page.body) << target;
  }
}

TEST_F(ConsoleTest, LetsNoForeignScriptRunAndNoPageFrameIt) {
  const auto policy = header(ask("/"), "Content-Security-Policy");
  EXPECT_THAT(policy, testing::HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, testing::HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy, testing::Not(testing::HasSubstr("unsafe")));
}

TEST_F(ConsoleTest, FilesWhoseNameHoldsTheirDigestAreKeptByTheBrowser) {
  const auto files = consoleFiles();
  const auto script = std::find_if(files.begin(), files.end(), [](const ConsoleFile& file) {
    return file.path.ends_with(".js");
  });
  ASSERT_NE(script, files.end());
  EXPECT_THAT(header(ask(std::string(script->path)), "Cache-Control"),
              testing::HasSubstr("immutable"));
  EXPECT_EQ(header(ask("/"), "Cache-Control"), "no-cache");
}

TEST_F(ConsoleTest, APageThatDidNotChangeIsNotSentAgain) {
  const auto page = ask("/");
  const auto again = ask("/", "GET", {{"if-none-match", header(page, "ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_THAT(again.body, testing::IsEmpty());
}

TEST_F(ConsoleTest, EverythingElseGoesToTheApi) {
  for (const auto* target :
       {"/api/v1/copies", "/livez", "/assets/../index.html", "/assets/", "//", "//evil.example/",
        "/index.html/", "/verifying", "/%2e%2e/etc/passwd"}) {
    EXPECT_EQ(ask(target).status, 418) << target;
  }
  EXPECT_EQ(ask("/", "POST").status, 418);
}

TEST_F(ConsoleTest, ScriptsStayUnderWhatAFirstLookMayCost) {
  std::size_t scripts = 0;
  for (const auto& file : consoleFiles()) {
    if (file.path.ends_with(".js")) scripts += file.gzip.size();
  }
  EXPECT_LT(scripts, 300'000U);
}

}  // namespace
}  // namespace sohoa::server
