#include "scan/sane_names.h"

#include <gtest/gtest.h>

namespace sohoa::scan {
namespace {

using core::PaperSource;
using core::ScanColour;
using Words = std::vector<std::string>;

TEST(SaneNames, EveryDriverCallsItsTraysSomethingElse) {
  const Words fujitsu{"ADF Front", "ADF Back", "ADF Duplex", "Flatbed"};
  EXPECT_EQ(sourceNamed(fujitsu, PaperSource::kFeeder), "ADF Front");
  EXPECT_EQ(sourceNamed(fujitsu, PaperSource::kDuplex), "ADF Duplex");
  EXPECT_EQ(sourceNamed(fujitsu, PaperSource::kFlatbed), "Flatbed");
  const Words brother{"FlatBed", "Automatic Document Feeder(left aligned)",
                      "Automatic Document Feeder(left aligned,Duplex)"};
  EXPECT_EQ(sourceNamed(brother, PaperSource::kFeeder), brother[1]);
  EXPECT_EQ(sourceNamed(brother, PaperSource::kDuplex), brother[2]);
  EXPECT_EQ(sourceNamed(brother, PaperSource::kFlatbed), brother[0]);
  const Words airscan{"Flatbed", "ADF", "ADF Duplex"};
  EXPECT_EQ(sourceNamed(airscan, PaperSource::kFeeder), "ADF");
}

TEST(SaneNames, ABackIsNeverTakenForAFeeder) {
  EXPECT_EQ(sourceNamed({"ADF Back", "ADF Duplex", "Flatbed"}, PaperSource::kFeeder), std::nullopt);
}

TEST(SaneNames, NothingIsGuessedFromWordsThatMeanNothing) {
  EXPECT_EQ(sourceNamed({"Transparency Unit"}, PaperSource::kDuplex), std::nullopt);
  EXPECT_EQ(sourceNamed({}, PaperSource::kFlatbed), std::nullopt);
  EXPECT_EQ(modeNamed({"Gray"}, ScanColour::kColour), std::nullopt);
}

TEST(SaneNames, ModesAreFoundByTheWordsOfDrivers) {
  const Words brother{"Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color"};
  EXPECT_EQ(modeNamed(brother, ScanColour::kColour), "24bit Color");
  EXPECT_EQ(modeNamed(brother, ScanColour::kGrey), "True Gray");
  EXPECT_EQ(modeNamed(brother, ScanColour::kBilevel), "Black & White");
  EXPECT_EQ(modeNamed({"Lineart", "Halftone", "Gray", "Color"}, ScanColour::kBilevel), "Lineart");
}

TEST(SaneNames, AResolutionIsNeverLowered) {
  EXPECT_EQ(resolutionOf({75, 150, 200, 300, 600}, 240), 300);
  EXPECT_EQ(resolutionOf({600, 300}, 300), 300);
  EXPECT_EQ(resolutionOf({75, 150}, 200), std::nullopt);
  EXPECT_EQ(resolutionWithin(50, 600, 25, 310), 325);
  EXPECT_EQ(resolutionWithin(50, 600, 0, 310), 310);
  EXPECT_EQ(resolutionWithin(50, 600, 25, 601), std::nullopt);
  EXPECT_EQ(resolutionWithin(300, 600, 100, 200), 300);
  EXPECT_EQ(resolutionWithin(0, 590, 100, 580), std::nullopt);
}

}  // namespace
}  // namespace sohoa::scan
