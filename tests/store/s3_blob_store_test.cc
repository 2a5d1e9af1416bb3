#include "store/s3_blob_store.h"

#include <gmock/gmock.h>

#include "tests/store/s3_fixture.h"

namespace sohoa::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(S3BlobStoreTest, KeepsABlobUnderItsDigest) {
  const auto info = open()->put(bytesOf("a"));
  S3Request get;
  get.key = keyOf(info.id);
  EXPECT_EQ(test::clientOf("sohoa").require(get).body, "a");
}

TEST_F(S3BlobStoreTest, TakesPrefixesWithSpacesSignsAndVietnameseLetters) {
  options_.prefix = "kho số 1/phường Đông + tây/a=b&c?d#e%41~'()*!:@$,;" + options_.prefix;
  const auto store = open();
  const auto info = store->put(bytesOf("a"));
  EXPECT_TRUE(store->intact(info.id));
  EXPECT_THAT(all(*store), SizeIs(1));
  store->remove(info.id);
  EXPECT_FALSE(store->contains(info.id));
}

TEST_F(S3BlobStoreTest, ListsMoreThanOnePageAndPassesOverWhatIsNotABlob) {
  options_.list_page = 10;
  const auto store = openWatched();
  plant(options_.prefix + "/sha256/README", "hello");
  plant(options_.prefix + "/sha256/aa/bb/" + core::sha256("other").hex(), "in the wrong folder");
  for (int i = 0; i < 25; ++i) store->put(bytesOf(std::to_string(i)));
  http_.requests.clear();
  EXPECT_THAT(all(*store), SizeIs(25));
  EXPECT_THAT(http_.requests, SizeIs(3));
}

TEST_F(S3BlobStoreTest, SaysWhatIsWrongWithTheSettings) {
  const auto failure = [&](const S3Credentials& credentials, const S3BlobStoreOptions& options,
                           const core::Clock& clock) {
    S3BlobStore store(test::httpOfThisProcess(), credentials, options, clock);
    return slugOf([&] { store.put(bytesOf("a")); });
  };
  EXPECT_EQ(failure({test::S3Server::kAccessKey, "wrong"}, options_, test::kSystemClock),
            kS3Credentials.slug);
  EXPECT_EQ(failure({"NOBODY", "wrong"}, options_, test::kSystemClock), kS3Credentials.slug);
  const core::FixedClock late(test::kSystemClock.now() + std::chrono::hours(3));
  EXPECT_EQ(failure(test::credentials(), options_, late), kS3ClockSkew.slug);
  options_.place.bucket = "no-such-bucket";
  EXPECT_EQ(failure(test::credentials(), options_, test::kSystemClock), kS3NoBucket.slug);
  EXPECT_EQ(pauses_, 0);
}

TEST_F(S3BlobStoreTest, ABucketThatIsNotThereIsNoMissingBlob) {
  options_.place.bucket = "no-such-bucket";
  const auto store = open();
  const auto id = core::sha256("a");
  EXPECT_EQ(slugOf([&] { static_cast<void>(store->contains(id)); }), kS3NoBucket.slug);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store->get(id)); }), kS3NoBucket.slug);
}

TEST_F(S3BlobStoreTest, RefusesSettingsThatCannotBe) {
  const auto refused = [&](auto change) {
    auto options = options_;
    change(options);
    return slugOf([&] { openS3(options); }) == core::kBadSettings.slug;
  };
  EXPECT_TRUE(refused([](auto& o) { o.place.endpoint = "ftp://host"; }));
  EXPECT_TRUE(refused([](auto& o) { o.place.endpoint = "https://host/path"; }));
  EXPECT_TRUE(refused([](auto& o) { o.place.endpoint = "https://user@host"; }));
  EXPECT_TRUE(refused([](auto& o) { o.place.bucket = "a/b"; }));
  EXPECT_TRUE(refused([](auto& o) { o.prefix = "a/../b"; }));
  EXPECT_TRUE(refused([](auto& o) { o.prefix = "a//b"; }));
}

TEST_F(S3BlobStoreTest, KeepsALocalCopyOfWhatWasPutOrAskedFor) {
  const auto info = open()->put(bytesOf("a"));
  const auto store = openWatched();
  EXPECT_EQ(core::readText(store->localFile(info.id)), "a");
  EXPECT_THAT(http_.requests, IsEmpty());
  const core::TemporaryFolder elsewhere;
  options_.cache = elsewhere.path() / "not there yet" / "cache";
  const auto other = openWatched();
  EXPECT_EQ(core::readText(other->localFile(info.id)), "a");
  EXPECT_EQ(core::readText(other->localFile(info.id)), "a");
  EXPECT_THAT(http_.requests, SizeIs(1));
  other->remove(info.id);
  EXPECT_EQ(slugOf([&] { static_cast<void>(other->localFile(info.id)); }), core::kBlobMissing.slug);
}

TEST_F(S3BlobStoreTest, PresignedAddressesWorkUntilTheyExpire) {
  const auto store = open();
  const auto info = store->put(bytesOf("a"));
  core::HttpRequest get;
  get.url = store->addressToGet(info.id, std::chrono::minutes(5));
  const auto answer = test::httpOfThisProcess().send(get);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, bytesOf("a"));

  const core::FixedClock past(test::kSystemClock.now() - std::chrono::minutes(10));
  get.url = openS3(options_, past)->addressToGet(info.id, std::chrono::minutes(5));
  EXPECT_EQ(test::httpOfThisProcess().send(get).status, 403);

  core::HttpRequest put;
  put.method = "PUT";
  put.body = bytesOf("b");
  put.url = store->addressToPut(core::sha256("b"), std::chrono::minutes(5));
  EXPECT_EQ(test::httpOfThisProcess().send(put).status, 200);
  EXPECT_TRUE(store->intact(core::sha256("b")));
  put.url.back() = put.url.back() == 't' ? 'u' : 't';
  EXPECT_EQ(test::httpOfThisProcess().send(put).status, 403);
}

TEST_F(S3BlobStoreTest, ALockedBlobIsNotRemovedBeforeItsTime) {
  options_.place.bucket = test::bucketNamed("locked", true);
  options_.retain = std::chrono::hours(1);
  options_.part_size = 1 << 20;
  const auto store = open();
  for (const auto& bytes : {bytesOf("a"), std::vector<std::uint8_t>(2 << 20, 1)}) {
    const auto info = store->put(bytes);
    EXPECT_EQ(slugOf([&] { store->remove(info.id); }), kBlobLocked.slug);
    EXPECT_EQ(store->get(info.id), bytes);
    // Nor when the service is asked behind our back.
    const core::FixedClock later(test::kSystemClock.now() + std::chrono::minutes(10));
    S3Request head;
    head.method = "HEAD";
    head.key = keyOf(info.id);
    const auto client = test::clientOf("locked");
    S3Request removal;
    removal.method = "DELETE";
    removal.key = head.key;
    removal.query["versionId"] = client.require(head).header("x-amz-version-id");
    EXPECT_EQ(client.send(removal).status, 403);
    EXPECT_TRUE(store->contains(info.id));
  }
}

// Of no other object than that.
class S3Removal : public S3BlobStoreTest {
 protected:
  S3Removal() { options_.cache_options = {.limit = 0, .keep = std::chrono::seconds(0)}; }
  [[nodiscard]] long fetched() const {
    return std::ranges::count_if(http_.requests,
                                 [](const auto& r) { return r.starts_with("GET "); });
  }
  void refuseCopies() {
    http_.after = [](const core::HttpRequest& request, core::HttpResponse& response) {
      if (request.url.find("partNumber=") == std::string::npos) return;
      response.status = 501;
      response.body = bytesOf("<Error><Code>NotImplemented</Code></Error>");
    };
  }
};

TEST_F(S3Removal, FetchesNothingAndLeavesNoUpload) {
  options_.part_size = 1 << 20;
  for (const char* bucket : {"sohoa", "locked"}) {  // the other one has versions
    options_.place.bucket =
        bucket == std::string("locked") ? test::bucketNamed(bucket, true) : bucket;
    for (const std::size_t size : {5UL, 2UL << 20U}) {
      const auto id = open()->put(std::vector<std::uint8_t>(size, 3)).id;
      const auto store = openWatched();
      ASSERT_TRUE(store->contains(id));
      EXPECT_FALSE(store->removeUnless(id, [&] { return !open()->contains(id); }));
      EXPECT_TRUE(open()->intact(id));
      EXPECT_TRUE(store->removeUnless(id, [] { return false; }));
      EXPECT_FALSE(open()->contains(id));
      EXPECT_EQ(uploadsInProgress(), 0U);
    }
  }
  // One listing of dead uploads for each store that removes.
  EXPECT_EQ(fetched(), 4);
}

TEST_F(S3Removal, OfALockedBlobOnlyLooksAtItAndLeavesIt) {
  options_.place.bucket = test::bucketNamed("locked", true);
  options_.retain = std::chrono::hours(1);
  const auto id = open()->put(bytesOf("locked")).id;
  const auto store = openWatched();
  const auto wanted = []() -> bool { throw std::logic_error("asked before anything is removed"); };
  EXPECT_EQ(slugOf([&] { store->removeUnless(id, wanted); }), kBlobLocked.slug);
  http_.requests.clear();
  EXPECT_EQ(slugOf([&] { store->removeUnless(id, wanted); }), kBlobLocked.slug);
  ASSERT_THAT(http_.requests, SizeIs(1));
  EXPECT_THAT(http_.requests.front(), testing::StartsWith("HEAD "));
  EXPECT_TRUE(open()->intact(id));
}

TEST_F(S3Removal, WhatTheServiceDoesNotCopyIsFetched) {
  refuseCopies();
  const auto id = open()->put(bytesOf("not copied")).id;
  const auto store = openWatched();
  EXPECT_FALSE(store->removeUnless(id, [] { return true; }));
  EXPECT_TRUE(open()->intact(id));
  EXPECT_TRUE(store->removeUnless(id, [] { return false; }));
  EXPECT_FALSE(open()->contains(id));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

// As in an archive class.
TEST_F(S3Removal, WhatCanNeitherBeCopiedNorFetchedGoesAndThatItWasWantedIsTold) {
  refuseCopies();
  const auto store = openWatched();
  for (const bool wanted : {false, true}) {
    const auto id = open()->put(bytesOf("archived")).id;
    ASSERT_TRUE(store->contains(id));
    http_.after = [&, copies = http_.after](const auto& request, auto& response) {
      copies(request, response);
      if (request.method == "GET" && request.url.find(id.hex()) != std::string::npos) {
        response.status = 403;
        response.body = bytesOf("<Error><Code>InvalidObjectState</Code></Error>");
      }
    };
    bool gone = false;
    const auto slug = slugOf([&] { gone = store->removeUnless(id, [&] { return wanted; }); });
    EXPECT_EQ(slug, wanted ? core::kBlobMissing.slug : "");
    EXPECT_EQ(gone, !wanted);
    EXPECT_FALSE(open()->contains(id));
    EXPECT_EQ(uploadsInProgress(), 0U);
  }
}

TEST_F(S3Removal, WhatSomebodyElseRemovesMeanwhileIsGone) {
  const auto id = open()->put(bytesOf("of two removers")).id;
  const auto store = openWatched();
  http_.before = [&](core::HttpRequest& request) {
    if (request.url.find("partNumber=1") != std::string::npos) open()->remove(id);
  };
  EXPECT_TRUE(store->removeUnless(id, [] { return false; }));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3Removal, ACopyThatIsNotGivenUpKeepsTheBlobFromCountingAsGone) {
  options_.retries.attempts = 1;
  const auto id = open()->put(bytesOf("secret")).id;
  const auto store = openWatched();
  const auto no = [] { return false; };
  http_.before = [&](core::HttpRequest& request) {
    const bool ends =
        request.method == "DELETE" && request.url.find("uploadId=") != std::string::npos;
    if (ends) throw core::Error(kS3Unavailable, {.detail = "the line is dead"});
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(slugOf([&] { store->removeUnless(id, no); }), kS3Unavailable.slug);
    EXPECT_FALSE(open()->contains(id));
    EXPECT_EQ(uploadsInProgress(), 1U);
  }
  http_.before = {};
  EXPECT_TRUE(store->removeUnless(id, no));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3Removal, IsUndoneWhenItCannotBeConfirmed) {
  options_.retries.attempts = 1;
  const auto id = open()->put(bytesOf("wanted or not")).id;
  const auto store = openWatched();
  bool deleted = false;
  http_.before = [&](core::HttpRequest& request) {
    if (deleted && request.method == "HEAD") {
      deleted = false;
      throw core::Error(kS3Unavailable, {.detail = "the line is dead"});
    }
    if (request.method == "DELETE") deleted = true;
  };
  EXPECT_EQ(slugOf([&] { store->removeUnless(id, [] { return false; }); }), kS3Unavailable.slug);
  EXPECT_TRUE(open()->intact(id));
  http_.before = {};
  EXPECT_TRUE(store->removeUnless(id, [] { return false; }));
  EXPECT_EQ(uploadsInProgress(), 0U);
}

TEST_F(S3Removal, ACopyThatCouldNotBePutBackIsPutBackByTheNextCall) {
  options_.retries.attempts = 1;
  const auto id = open()->put(bytesOf("wanted")).id;
  const auto store = openWatched();
  const auto yes = [&] {
    http_.before = [](core::HttpRequest&) {
      throw core::Error(kS3Unavailable, {.detail = "the line is dead"});
    };
    return true;
  };
  EXPECT_EQ(slugOf([&] { store->removeUnless(id, yes); }), kS3Unavailable.slug);
  http_.before = {};
  EXPECT_FALSE(open()->contains(id));
  EXPECT_FALSE(store->removeUnless(id, [] { return true; }));
  EXPECT_TRUE(open()->intact(id));
}

TEST_F(S3BlobStoreTest, PuttingABlobAgainMakesItsLockLonger) {
  options_.place.bucket = test::bucketNamed("locked", true);
  const auto info = open()->put(bytesOf("kept longer"));
  options_.retain = std::chrono::hours(1);
  open()->put(bytesOf("kept longer"));
  EXPECT_EQ(slugOf([&] { open()->remove(info.id); }), kBlobLocked.slug);
}

TEST_F(S3BlobStoreTest, ALockTheStoreDoesNotTakeIsAnError) {
  options_.retain = std::chrono::hours(1);
  EXPECT_EQ(slugOf([&] { open()->put(bytesOf("a")); }), kS3Refused.slug);
}

TEST_F(S3BlobStoreTest, RemovesEveryVersionWhenNothingIsLocked) {
  options_.place.bucket = test::bucketNamed("locked", true);
  const auto store = open();
  const auto id = core::sha256("original");
  S3Request put;
  put.method = "PUT";
  put.key = keyOf(id);
  for (const char* content : {"orig", "origi"}) {
    put.body = bytesOf(content);
    test::clientOf("locked").require(put);
  }
  store->put(bytesOf("original"));
  store->remove(id);
  S3Request list;
  list.query = {{"versions", ""}, {"prefix", options_.prefix}};
  EXPECT_THAT(test::clientOf("locked").require(list).body, Not(HasSubstr("<Key>")));
}

TEST_F(S3BlobStoreTest, ErrorsTellNeitherKeysNorSecrets) {
  try {
    S3BlobStore(test::httpOfThisProcess(), {"SOHOATESTKEY", "wrong-secret"}, options_,
                test::kSystemClock)
        .put(bytesOf("a"));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_THAT(error.describe(core::Language::kEnglish), Not(HasSubstr("wrong-secret")));
    EXPECT_THAT(error.describe(core::Language::kEnglish), Not(HasSubstr("SOHOATESTKEY")));
  }
}

}  // namespace
}  // namespace sohoa::store
