#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/webhook_book.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every WebhookBook must do.
namespace sohoa::conformance {

struct WebhookBookMaker {
  std::string name;
  std::function<std::unique_ptr<core::WebhookBook>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const WebhookBookMaker& maker) {
  return out << maker.name;
}

class WebhookBookConformance : public testing::TestWithParam<WebhookBookMaker> {
 protected:
  void SetUp() override { book_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::WebhookBook& book() const { return *book_; }
  static core::Timestamp at(int second) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + second));
  }
  static core::Webhook webhook(const std::string& id) {
    return {.id = id,
            .owner = "mot-cua",
            .unit = "p01",
            .url = "https://partner.test/in",
            .events = {"copy.created", "copy.replaced"},
            .secret = "c2VjcmV0",
            .created = at(0)};
  }
  static core::WebhookMessage message(const std::string& id, int second,
                                      const std::string& webhook = "w1") {
    core::WebhookMessage message;
    message.id = id;
    message.webhook = webhook;
    message.event = "copy.created";
    message.body = "{}";
    message.created = message.due = at(second);
    return message;
  }
  [[nodiscard]] std::vector<core::WebhookMessage> all(
      std::optional<core::MessageState> state = {}) const {
    return book().messages("w1", state, 0, 1000);
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::WebhookBook> book_;
};

TEST_P(WebhookBookConformance, AWebhookIsKeptUntilItIsRemovedWithItsMessages) {
  book().add(webhook("w1"));
  book().add(webhook("w0"));
  const auto held = book().find("w1");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->owner, "mot-cua");
  EXPECT_EQ(held->unit, "p01");
  EXPECT_EQ(held->url, "https://partner.test/in");
  EXPECT_EQ(held->events, webhook("").events);
  EXPECT_EQ(held->secret, "c2VjcmV0");
  EXPECT_EQ(held->created, at(0));
  ASSERT_EQ(book().webhooks().size(), 2U);
  EXPECT_EQ(book().webhooks()[0].id, "w1");
  EXPECT_TRUE(book().record("copies", {}, 1, {message("m1", 0)}));
  book().remove("w1");
  EXPECT_FALSE(book().find("w1"));
  EXPECT_TRUE(all().empty());
  EXPECT_FALSE(book().claim(at(10), at(20)));
  EXPECT_EQ(test::slugOf([&] { book().remove("w1"); }), core::kNoSuchWebhook.slug);
  // One that was removed while a server looked at it gets none.
  EXPECT_TRUE(book().record("copies", 1, 2, {message("m2", 0), message("m3", 0, "w0")}));
  EXPECT_EQ(book().messages("w0", {}, 0, 10).size(), 1U);
}

TEST_P(WebhookBookConformance, AFeedMovesOnOnceWhoeverReadsIt) {
  book().add(webhook("w1"));
  EXPECT_FALSE(book().position("copies"));
  EXPECT_TRUE(book().record("copies", {}, 5, {message("m1", 0)}));
  EXPECT_FALSE(book().record("copies", {}, 5, {message("m2", 0)}));
  EXPECT_EQ(book().position("copies"), 5);
  EXPECT_TRUE(book().record("copies", 5, 9, {message("m3", 0)}));
  EXPECT_FALSE(book().record("copies", 5, 9, {message("m4", 0)}));
  EXPECT_TRUE(book().record("versions", {}, 1, {}));
  EXPECT_EQ(book().position("copies"), 9);
  std::vector<std::string> ids;
  for (const auto& one : all()) ids.push_back(one.id);
  EXPECT_THAT(ids, testing::ElementsAre("m1", "m3"));
}

TEST_P(WebhookBookConformance, WhatIsClaimedIsNobodyElsesUntilItsTimeIsUp) {
  book().add(webhook("w1"));
  EXPECT_TRUE(book().record("copies", {}, 1, {message("m1", 1), message("m2", 0)}));
  const auto first = book().claim(at(5), at(60));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, "m2");  // due longest
  EXPECT_FALSE(book().claim(at(59), at(100)));
  const auto again = book().claim(at(60), at(100));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->attempts, 0);
  // Whoever had it before settles nothing any more, and frees nothing.
  book().delivered(*first, 200, at(61));
  EXPECT_FALSE(book().claim(at(61), at(100)));
  EXPECT_EQ(all(core::MessageState::kDelivered).size(), again->id == "m2" ? 0U : 1U);
}

TEST_P(WebhookBookConformance, AWebhookGetsOneMessageAtATimeAndHoldsUpNoOther) {
  book().add(webhook("w1"));
  book().add(webhook("w2"));
  EXPECT_TRUE(
      book().record("copies", {}, 1, {message("m1", 0), message("m2", 1), message("n1", 2, "w2")}));
  const auto first = book().claim(at(5), at(60));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, "m1");
  const auto other = book().claim(at(5), at(60));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->id, "n1");
  EXPECT_FALSE(book().claim(at(5), at(60)));
  book().delivered(*first, 200, at(6));
  const auto second = book().claim(at(6), at(60));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, "m2");
}

TEST_P(WebhookBookConformance, AWebhookThatGaveNoAnswerRestsWithAllItsMessages) {
  book().add(webhook("w1"));
  EXPECT_TRUE(book().record("copies", {}, 1, {message("m1", 0), message("m2", 1)}));
  book().postponed(*book().claim(at(5), at(60)), 0, "net.no_response", at(40));
  EXPECT_EQ(book().find("w1")->silences, 1);
  EXPECT_FALSE(book().claim(at(39), at(100)));
  const auto next = book().claim(at(40), at(100));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->id, "m2");
  book().postponed(*next, 0, "net.no_response", at(50));
  EXPECT_EQ(book().find("w1")->silences, 2);
  // Any answer ends it, also one that takes nothing.
  book().postponed(*book().claim(at(50), at(100)), 500, "webhook.refused", at(90));
  EXPECT_EQ(book().find("w1")->silences, 0);
  EXPECT_TRUE(book().claim(at(51), at(100)));
}

TEST_P(WebhookBookConformance, OnlyWhatWasSettledBeforeIsForgotten) {
  book().add(webhook("w1"));
  EXPECT_TRUE(book().record(
      "copies", {}, 1, {message("m1", 0), message("m2", 1), message("m3", 2), message("m4", 3)}));
  book().delivered(*book().claim(at(5), at(60)), 200, at(5));
  book().died(*book().claim(at(5), at(60)), 410, "webhook.gone", at(6));
  book().delivered(*book().claim(at(5), at(60)), 200, at(7));
  EXPECT_EQ(book().prune(at(7)), 2);
  const auto left = all();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].id, "m3");
  EXPECT_EQ(left[1].id, "m4");
}

TEST_P(WebhookBookConformance, AMessageIsTriedUntilItArrivesOrDiesAndIsReplayedUnderItsId) {
  book().add(webhook("w1"));
  EXPECT_TRUE(book().record("copies", {}, 1, {message("m1", 0)}));
  book().postponed(*book().claim(at(0), at(60)), 500, "webhook.refused", at(30));
  EXPECT_FALSE(book().claim(at(29), at(60)));
  auto held = book().claim(at(30), at(90));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->attempts, 1);
  EXPECT_EQ(held->status, 500);
  EXPECT_EQ(held->problem, "webhook.refused");
  book().died(*held, 410, "webhook.gone", at(31));
  ASSERT_EQ(all(core::MessageState::kDead).size(), 1U);
  EXPECT_EQ(all()[0].attempts, 2);
  EXPECT_EQ(all()[0].settled, at(31));
  EXPECT_FALSE(book().claim(at(1000), at(2000)));
  const auto anew = book().replay("w1", "m1", at(1000));
  EXPECT_EQ(anew.id, "m1");
  EXPECT_EQ(anew.state, core::MessageState::kWaiting);
  held = book().claim(at(1000), at(1060));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->id, "m1");
  book().delivered(*held, 204, at(1001));
  ASSERT_EQ(all(core::MessageState::kDelivered).size(), 1U);
  EXPECT_EQ(all()[0].problem, "");
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(book().replay("w1", "m2", at(0))); }),
            core::kNoSuchWebhook.slug);
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(book().replay("w2", "m1", at(0))); }),
            core::kNoSuchWebhook.slug);
}

TEST_P(WebhookBookConformance, MessagesAreListedPageByPage) {
  book().add(webhook("w1"));
  std::vector<core::WebhookMessage> many;
  for (int i = 0; i < 5; ++i) many.push_back(message("m" + std::to_string(i), i));
  EXPECT_TRUE(book().record("copies", {}, 5, many));
  const auto first = book().messages("w1", {}, 0, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(book().messages("w1", {}, first[1].number, 2)[0].id, "m2");
  EXPECT_TRUE(book().messages("w2", {}, 0, 2).empty());
}

TEST_P(WebhookBookConformance, ServersAtOnceClaimEachMessageOnce) {
  constexpr int kMessages = 60;
  book().add(webhook("w1"));
  std::vector<core::WebhookMessage> many;
  for (int i = 0; i < kMessages; ++i) many.push_back(message("m" + std::to_string(i), 0));
  EXPECT_TRUE(book().record("copies", {}, 1, many));
  book_.reset();
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int p = 0; p < 4; ++p) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int) {
      const auto own = GetParam().open(folder_.path());
      while (const auto held = own->claim(at(10), at(60))) own->delivered(*held, 200, at(11));
    }));
  }
  for (auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  book_ = GetParam().open(folder_.path());
  const auto done = all(core::MessageState::kDelivered);
  ASSERT_EQ(done.size(), std::size_t{kMessages});
  for (const auto& one : done) EXPECT_EQ(one.attempts, 1);
}

}  // namespace sohoa::conformance
