// Papers in hand: what is read from them, and how they look.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PapersTest : public ApiTest {
 protected:
  static constexpr const char* kDocuments = "/api/v1/batches/batch-p01/documents";
  static constexpr const char* kPicture = "/api/v1/batches/batch-p01/files/1/pages/0/picture";

  Answer ask(const std::string& target, const std::string& client = "scan@p01",
             std::map<std::string, std::string> headers = {}) {
    return send(get(target, client, std::move(headers)));
  }
};

TEST_F(PapersTest, TellWhatIsReadAndWhere) {
  addPaper("c1");
  const auto answer = ask(kDocuments);
  ASSERT_EQ(answer.status, 200);
  const auto list = answer.json();
  EXPECT_TRUE(list.at("next").is_null());
  const auto& paper = list.at("documents").at(0);
  EXPECT_EQ(paper.at("id"), "c1");
  EXPECT_EQ(paper.at("file"), 1);
  EXPECT_THAT(paper.at("pages"), ElementsAre(0));
  const auto& field = paper.at("fields").at("ho_ten");
  EXPECT_EQ(field.at("value"), kName);
  EXPECT_THAT(field.at("box"), ElementsAre(1, 2, 3, 4));
  EXPECT_FALSE(field.contains("raw"));
}

TEST_F(PapersTest, ComeInPages) {
  for (const char* id : {"d1", "d2", "d3"}) addPaper(id);
  const std::string pages = std::string(kDocuments) + "?limit=2";
  const auto first = ask(pages).json();
  ASSERT_EQ(first.at("documents").size(), 2U);
  EXPECT_EQ(first.at("documents")[1].at("id"), "d2");
  const auto second = ask(pages + "&cursor=" + first.at("next").get<std::string>()).json();
  ASSERT_EQ(second.at("documents").size(), 1U);
  EXPECT_EQ(second.at("documents")[0].at("id"), "d3");
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_TRUE(ask(pages + "&cursor=999-0").json().at("documents").empty());
  EXPECT_EQ(ask(std::string(kDocuments) + "?limit=0").status, 400);
  for (const char* bad : {"", "1", "1-", "-1", "1-x", "1-2-3", "99999999999999999999-1"}) {
    EXPECT_EQ(ask(pages + "&cursor=" + bad).status, 400) << bad;
  }
}

TEST_F(PapersTest, LookingNeedsNoPurposeButIsLogged) {
  addPaper("c1");
  auto request = get(kPicture, "review@p01");
  request.headers.erase("sohoa-purpose");
  request.headers.erase("sohoa-case-file");
  EXPECT_EQ(send(request).status, 200);
  const auto entries = logged();
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.front().action, "getPagePicture");
  EXPECT_EQ(entries.front().purpose, "so-hoa");
  EXPECT_EQ(entries.front().case_file, "batch-p01");
}

TEST_F(PapersTest, APictureIsKeptByItsName) {
  addPaper("c1");
  const auto first = ask(std::string(kPicture) + "?width=300&x=5&y=5&w=9&h=9");
  EXPECT_EQ(first.header("content-type"), "image/jpeg");
  EXPECT_EQ(first.body, "a picture of 300 from 5");
  const auto again = ask(std::string(kPicture) + "?width=300&x=5&y=5&w=9&h=9", "scan@p01",
                         {{"if-none-match", first.header("etag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_NE(ask(kPicture).header("etag"), first.header("etag"));
}

TEST_F(PapersTest, OtherOfficesPapersAndPagesThatAreNotThereAreNotFound) {
  addPaper("c1");
  EXPECT_EQ(ask(kDocuments, "scan@p02").status, 404);
  EXPECT_EQ(ask(kPicture, "scan@p02").status, 404);
  EXPECT_EQ(ask(kPicture, "read@p01").status, 403);
  EXPECT_EQ(ask("/api/v1/batches/batch-p01/files/1/pages/1/picture").status, 404);
  EXPECT_EQ(ask("/api/v1/batches/batch-p01/files/2/pages/0/picture").status, 404);
  EXPECT_EQ(ask("/api/v1/batches/batch-p01/files/x/pages/0/picture").status, 400);
}

TEST_F(PapersTest, OfASecretPaperOnlyItsMarkIsTold) {
  const auto store = stores_.borrow();
  const auto now = clock_.now();
  store->addMaster("batch-p01", "/s/secret", "a secret's file", core::sha256("master"), 6, now);
  store->registerWorker("w", "h", 1, "lock", now);
  store->finishOpen(store->claim("w", now).value(), {0}, now);
  store->finishRead(store->claim("w", now).value(), core::PageMark::kKept, core::sha256("page"),
                    now);
  core::Document document;
  document.pages = {0};
  document.secret = "MẬT";
  store->finishCompose(store->claim("w", now).value(), {document}, now);

  const auto answer = ask(kDocuments);
  EXPECT_EQ(answer.json().at("documents").at(0).at("secret"), "MẬT");
  EXPECT_THAT(answer.body, Not(HasSubstr(kName)));
  EXPECT_THAT(answer.body, Not(HasSubstr("a secret's file")));
  EXPECT_EQ(ask(kPicture).status, 404);
}

}  // namespace
}  // namespace sohoa::server
