#include "pipeline/repair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "pipeline/doctor.h"
#include "pipeline/page_memory.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A home in which one scan of two pages became a delivered copy.
class Repair : public ::testing::Test {
 protected:
  void SetUp() override {
    scan_ = bench_.folder.path() / "scan";
    core::writeFileAtomically(scan_, std::string_view("1"));
    const auto blob = bench_.blobs.putFile(scan_);
    master_ = bench_.store.addMaster("lo-1", scan_.string(), "scan", blob.id, blob.size,
                                     bench_.clock.now());
    bench_.drain();
    row_ = bench_.store.documents("lo-1").at(0);
  }

  void damage(const core::Sha256& id) { damageIn(bench_.blobs, id); }
  static void damageIn(const core::BlobStore& blobs, const core::Sha256& id) {
    const auto path = blobs.localFile(id);
    auto text = core::readText(path);
    text.at(text.size() / 2) ^= 1;
    ::chmod(path.c_str(), 0600);
    std::filesystem::remove(path);
    core::writeFileAtomically(path, text);
  }

  RepairReport repairAll() {
    return repair({bench_.store, bench_.blobs, bench_.opener, bench_.reader, aside_, sources_});
  }

  std::vector<std::string> problems() {
    return diagnose(bench_.store, bench_.blobs, bench_.warehouse, bench_.entries, true).problems;
  }

  testing::Bench bench_;
  std::filesystem::path scan_;
  std::filesystem::path aside_ = bench_.folder.path() / "damaged";
  std::vector<const core::BlobStore*> sources_;
  core::MasterRow master_;
  core::DocumentRow row_;
};

TEST_F(Repair, FindsNothingWhereNothingIsDamaged) {
  const auto report = repairAll();
  EXPECT_EQ(report.damaged, 0);
  EXPECT_FALSE(std::filesystem::exists(aside_));
}

TEST_F(Repair, ReadsThePageOfADamagedResultAgainAndKeepsTheDamagedBytes) {
  const auto result = *bench_.store.pages(master_.id).at(0).result;
  damage(result);
  EXPECT_THAT(problems(), SizeIs(1));
  const auto report = repairAll();
  EXPECT_EQ(report.restored, 1);
  EXPECT_THAT(report.lost, IsEmpty());
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(aside_ / result.hex()));
}

TEST_F(Repair, ReadsAPageThatAPersonTurnedAsThePersonSaidOrAsItHadBeenReadAhead) {
  for (const bool ahead : {false, true}) {
    const std::string pages = ahead ? "4" : "3";
    bench_.ledger.say(core::sha256(pages), {{}, {}, {{0, 0}}});
    const auto master = bench_.add(pages, pages);
    const PageMemory memory(bench_.folder.path() / "ahead");
    RememberingReader remembering(bench_.reader, memory);
    if (ahead) {
      const auto raster = bench_.opener.open(bench_.blobs.localFile(master.sha256), "")->raster(0);
      memory.keep("s", PageMemory::keyOf(raster, "fake"), bench_.reader.read(raster));
    }
    StageRunner runner(
        {bench_.store, bench_.blobs, bench_.opener, remembering, bench_.documents, bench_.assembler,
         bench_.signer, bench_.verifier, bench_.warehouse, bench_.clock},
        {bench_.folder.path(), core::PadesLevel::kBT, true, "p01"});
    while (const auto lease = bench_.store.claim("w", bench_.clock.now())) runner.run(*lease);
    const auto result = *bench_.store.pages(master.id).at(0).result;
    const auto read = bench_.blobs.get(result);
    const bool by_person =
        std::string(read.begin(), read.end()).find("\"said\":true") != std::string::npos;
    EXPECT_NE(by_person, ahead);
    damage(result);
    EXPECT_THAT(repairAll().lost, IsEmpty());
    EXPECT_THAT(problems(), IsEmpty());
  }
}

TEST_F(Repair, TakesTheMasterFromThePathItCameFromAndThePageFromTheMaster) {
  damage(master_.sha256);
  bench_.blobs.remove(*bench_.store.pages(master_.id).at(0).result);
  EXPECT_EQ(repairAll().restored, 2);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Repair, CutsEarlierRevisionsOutOfTheLast) {
  damage(*row_.base_pdf);
  damage(*row_.operator_pdf);
  EXPECT_EQ(repairAll().restored, 2);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Repair, NamesWhatIsLost) {
  damage(*row_.agency_pdf);
  damage(master_.sha256);
  core::writeFileAtomically(scan_, std::string_view("another scan"));
  const auto report = repairAll();
  EXPECT_EQ(report.damaged, 2);
  EXPECT_EQ(report.restored, 0);
  EXPECT_THAT(report.lost, ::testing::UnorderedElementsAre("master 1", "document 1 agency"));
  EXPECT_THAT(problems(), SizeIs(2));
  EXPECT_EQ(repairAll().damaged, 2);
}

TEST_F(Repair, TakesWhatCannotBeMadeAgainFromTheFirstReplicaThatHasItWhole) {
  store::FolderBlobStore bad(bench_.folder.path() / "bad");
  store::FolderBlobStore good(bench_.folder.path() / "good");
  for (auto* replica : {&bad, &good}) {
    static_cast<void>(replica->putFile(bench_.blobs.localFile(*row_.agency_pdf)));
  }
  damageIn(bad, *row_.agency_pdf);
  sources_ = {&bad, &good};
  damage(*row_.agency_pdf);
  EXPECT_EQ(repairAll().restored, 1);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Repair, PutsNothingBackThatIsNotByteForByteTheSame) {
  damage(*bench_.store.pages(master_.id).at(0).result);
  bench_.opener.before_raster = [](int) { throw core::Error(testing::kTorn, {}); };
  EXPECT_THAT(repairAll().lost, ElementsAre("page 1"));
}

}  // namespace
}  // namespace sohoa::pipeline
