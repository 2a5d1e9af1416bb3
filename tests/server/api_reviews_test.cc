// What waits for a person: who sees it, who may change it, and that nobody is overwritten.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReviewsTest : public ApiTest {
 protected:
  Answer ask(const std::string& target, const std::string& client = "review@p01") {
    return send(get("/api/v1/reviews" + target, client));
  }
  Answer tell(const std::string& method, const std::string& target, const json& body,
              int revision = 1, const std::string& client = "review@p01") {
    auto one = request(method, "/api/v1/reviews/" + target, client);
    one.headers["content-type"] = "application/json";
    if (revision > 0) one.headers["if-match"] = "\"" + std::to_string(revision) + "\"";
    return send(std::move(one), body.dump());
  }
  ReviewedPaper paper_ = addReviewable(*stores_.borrow(), blobs_, "batch-p01", clock_.now());
};

TEST_F(ReviewsTest, AreListedForTheirOfficeAlone) {
  const auto list = ask("").json();
  EXPECT_EQ(list.at("waiting"), 2);
  ASSERT_EQ(list.at("reviews").size(), 2U);
  EXPECT_EQ(list.at("reviews")[0].at("title"), "Giấy khai sinh");
  EXPECT_EQ(list.at("reviews")[0].at("pages"), 2);
  EXPECT_EQ(ask("", "review@p02").json().at("waiting"), 0);
  EXPECT_EQ(ask("", "review@tinh").json().at("waiting"), 2);
  EXPECT_EQ(ask("", "scan@p01").status, 403);
}

TEST_F(ReviewsTest, ComeInPagesAndInEitherOrder) {
  const auto first = ask("?limit=1&order=certainty").json();
  ASSERT_EQ(first.at("reviews").size(), 1U);
  const auto next = first.at("next").get<std::string>();
  EXPECT_EQ(ask("?limit=1&cursor=" + next).json().at("reviews").size(), 1U);
  for (const char* query : {"?order=best", "?limit=0", "?limit=999", "?cursor=x"}) {
    EXPECT_EQ(ask(query).status, 400) << query;
  }
}

TEST_F(ReviewsTest, OfTwoReviewersEachIsGivenAnother) {
  const auto first = [&](const std::string& client) {
    return ask("", client).json().at("reviews")[0];
  };
  const std::string one = first("review@p01").at("document");
  EXPECT_EQ(first("review@tinh").at("document"), one);
  EXPECT_EQ(ask("/" + one).json().at("claim").at("mine"), true);
  EXPECT_EQ(first("review@p01").at("document"), one);
  EXPECT_NE(first("review@tinh").at("document"), one);
  const auto other = ask("", "review@tinh").json().at("reviews")[1];
  EXPECT_EQ(other.at("document"), one);
  EXPECT_EQ(other.at("claim").at("by"), "review@p01");
  EXPECT_EQ(other.at("claim").at("mine"), false);
  // Nobody is kept from it, and is told whose it is.
  EXPECT_EQ(ask("/" + one, "review@tinh").json().at("claim").at("by"), "review@p01");
  clock_.advance(std::chrono::minutes(11));
  EXPECT_EQ(first("review@tinh").at("document"), one);
  EXPECT_EQ(first("review@tinh").at("claim"), nullptr);
}

TEST_F(ReviewsTest, ShowPagesWordsAndFieldsWithTheirThresholds) {
  const auto answer = ask("/" + paper_.first);
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("etag"), "\"1\"");
  const auto review = answer.json();
  ASSERT_EQ(review.at("pages").size(), 2U);
  const auto& word = review.at("pages")[0].at("words")[0];
  EXPECT_EQ(word.at("text"), "Nguyen");
  EXPECT_THAT(word.at("box"), ElementsAre(10, 20, 90, 30));
  EXPECT_EQ(review.at("kinds").size(), 2U);
  EXPECT_EQ(review.at("next_in_file"), paper_.second);
  const auto& fields = review.at("fields");
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].at("name"), "ho_ten");
  EXPECT_EQ(fields[0].at("threshold"), 0.9);
  EXPECT_TRUE(fields[1].at("id"));
  EXPECT_TRUE(fields[1].at("value").is_null());
}

TEST_F(ReviewsTest, LookingIsLogged) {
  static_cast<void>(ask("/" + paper_.first));
  ASSERT_FALSE(logged().empty());
  EXPECT_EQ(logged().front().action, "getReview");
  EXPECT_EQ(logged().front().copy, paper_.first);
  EXPECT_EQ(logged().front().purpose, "so-hoa");
}

TEST_F(ReviewsTest, AForeignOfficeFindsNothing) {
  EXPECT_EQ(ask("/" + paper_.first, "review@p02").status, 404);
  EXPECT_EQ(ask("/no-such").status, 404);
  EXPECT_EQ(tell("PUT", paper_.first, json::object(), 1, "review@p02").status, 404);
  for (const char* step : {"/split", "/merge", "/approve", "/secret"}) {
    const json body = std::string(step) == "/split"    ? json{{"at", 1}}
                      : std::string(step) == "/merge"  ? json{{"with", paper_.second}}
                      : std::string(step) == "/secret" ? json{{"level", "MẬT"}}
                                                       : json::object();
    EXPECT_EQ(tell("POST", paper_.first + step, body, 1, "review@p02").status, 404) << step;
  }
}

TEST_F(ReviewsTest, AChangeNeedsToSayWhatItChanges) {
  const auto answer = tell("PUT", paper_.first, {{"fields", {{"ho_ten", "A"}}}}, 0);
  EXPECT_EQ(answer.status, 428);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:server.no_if_match");
}

TEST_F(ReviewsTest, TheSecondReviewerIsToldWhoWasFasterAndOverwritesNothing) {
  ASSERT_EQ(tell("PUT", paper_.first, {{"fields", {{"ho_ten", "Nguyễn Văn A"}}}}).status, 200);
  const auto late = tell("PUT", paper_.first, {{"fields", {{"ho_ten", "B"}}}}, 1, "review@tinh");
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.json().at("changed_by"), "review@p01");
  EXPECT_EQ(late.json().at("revision"), 2);
  EXPECT_TRUE(late.json().contains("changed_at"));
  const auto now = ask("/" + paper_.first);
  EXPECT_EQ(now.header("etag"), "\"2\"");
  EXPECT_EQ(now.json().at("fields")[0].at("value"), "Nguyễn Văn A");
}

TEST_F(ReviewsTest, WordsAreCorrectedAndTakenBack) {
  const auto changed = tell("PUT", paper_.first, {{"words", {{"0", {{"0", "Nguyễn"}}}}}});
  ASSERT_EQ(changed.status, 200);
  EXPECT_EQ(changed.json().at("pages")[0].at("words")[0].at("corrected"), "Nguyễn");
  const auto back = tell("PUT", paper_.first, {{"back_to", 1}}, 2);
  ASSERT_EQ(back.status, 200);
  EXPECT_EQ(back.header("etag"), "\"3\"");
  EXPECT_FALSE(back.json().at("pages")[0].at("words")[0].contains("corrected"));
}

TEST_F(ReviewsTest, NobodyTakesBackWhatSomebodyElseDid) {
  ASSERT_EQ(tell("PUT", paper_.first, {{"fields", {{"ho_ten", "A"}}}}).status, 200);
  ASSERT_EQ(tell("PUT", paper_.first, {{"fields", {{"ho_ten", "B"}}}}, 2, "review@tinh").status,
            200);
  const auto refused = tell("PUT", paper_.first, {{"back_to", 1}}, 3);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.type(), "urn:sohoa:problem:review.others_step");
  EXPECT_EQ(tell("PUT", paper_.first, {{"back_to", 1}}, 2).status, 412);
  EXPECT_EQ(ask("/" + paper_.first).json().at("fields")[0].at("value"), "B");
}

TEST_F(ReviewsTest, ADateThatIsNoneIsRefused) {
  ASSERT_EQ(tell("PUT", paper_.first, {{"kind", "to_khai"}}).status, 200);
  const auto refused = tell("PUT", paper_.first, {{"fields", {{"ngay_sinh", "31/4/2025"}}}}, 2);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.type(), "urn:sohoa:problem:review.not_a_date");
  EXPECT_EQ(refused.json().at("detail"), "ngay_sinh");
  ASSERT_EQ(tell("PUT", paper_.first, {{"fields", {{"ngay_sinh", "2025-04-30"}}}}, 2).status, 200);
  EXPECT_EQ(tell("POST", paper_.first + "/approve", json::object(), 3).status, 200);
}

TEST_F(ReviewsTest, AnIdIsNotApprovedBeforeItWasEnteredTwice) {
  ASSERT_EQ(tell("PUT", paper_.first, {{"fields", {{"so_dinh_danh", "079300000002"}}}}).status,
            200);
  const auto early = tell("POST", paper_.first + "/approve", json::object(), 2);
  EXPECT_EQ(early.status, 422);
  EXPECT_EQ(early.type(), "urn:sohoa:problem:review.not_entered_twice");
  const json twice{{"fields", {{"so_dinh_danh", "079300000002"}}},
                   {"twice", {{"so_dinh_danh", "079300000002"}}}};
  ASSERT_EQ(tell("PUT", paper_.first, twice, 2).status, 200);
  const auto done = tell("POST", paper_.first + "/approve", {{"work_ms", 1200}}, 3);
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(done.json().at("waiting"), 1);
  EXPECT_EQ(ask("/" + paper_.first).status, 409);
  EXPECT_EQ(tell("PUT", paper_.first, json::object(), 4).status, 409);
}

TEST_F(ReviewsTest, ADocumentIsSplitAndMerged) {
  const auto split = tell("POST", paper_.first + "/split", {{"at", 1}});
  ASSERT_EQ(split.status, 201);
  const auto id = split.json().at("document").get<std::string>();
  EXPECT_EQ(split.header("location"), "/api/v1/reviews/" + id);
  EXPECT_EQ(ask("").json().at("waiting"), 3);
  const auto merged = tell("POST", paper_.first + "/merge", {{"with", id}}, 2);
  ASSERT_EQ(merged.status, 200);
  EXPECT_EQ(merged.json().at("pages").size(), 2U);
  EXPECT_EQ(tell("POST", paper_.first + "/split", {{"at", 9}}, 3).status, 422);
}

TEST_F(ReviewsTest, ASecretLeavesTheDesk) {
  ASSERT_EQ(tell("POST", paper_.first + "/secret", {{"level", "TỐI MẬT"}}).status, 200);
  EXPECT_EQ(ask("/" + paper_.first).status, 409);
  const auto held = stores_.borrow()->quarantined("batch-p01");
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held.back().code, "metadata.state_secret");
}

TEST_F(ReviewsTest, BodiesThatSayNothingSensibleAreRefused) {
  const json bodies[] = {{{"fields", 1}},
                         {{"fields", {{"ho_ten", 1}}}},
                         {{"fields", {{"no_such", "x"}}}},
                         {{"words", {{"0", {{"99", "x"}}}}}},
                         {{"words", {{"x", {{"0", "x"}}}}}},
                         {{"words", {{"0", {{"0", 7}}}}}},
                         {{"accepted", "ho_ten"}},
                         {{"kind", "no_such"}},
                         {{"back_to", -1}},
                         {{"back_to", "x"}},
                         {{"else", 1}}};
  for (const auto& body : bodies) {
    const auto status = tell("PUT", paper_.first, body).status;
    EXPECT_THAT(status, testing::AnyOf(400, 422)) << body;
  }
  EXPECT_EQ(ask("/" + paper_.first).header("etag"), "\"1\"");
}

}  // namespace
}  // namespace sohoa::server
