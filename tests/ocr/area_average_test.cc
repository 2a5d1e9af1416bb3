#include "ocr/area_average.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace sohoa::ocr {
namespace {

cv::Mat noise(int width, int height, int type) {
  cv::Mat image(height, width, type);
  cv::RNG any(5);
  any.fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

TEST(AreaAverage, AgreesWithOpenCvButForRoundings) {
  for (const int type : {CV_8UC1, CV_8UC2, CV_8UC3, CV_8UC4}) {
    for (const cv::Size size : {cv::Size{99, 140}, {83, 117}, {198, 281}, {247, 350}, {1, 1}}) {
      const cv::Mat image = noise(248, 351, type);
      cv::Mat expected, apart;
      cv::resize(image, expected, size, 0, 0, cv::INTER_AREA);
      const cv::Mat average = areaAverage(image, size);
      ASSERT_EQ(average.type(), type);
      ASSERT_EQ(average.size(), size);
      cv::absdiff(average, expected, apart);
      apart = apart.reshape(1);
      double most = 0;
      cv::minMaxLoc(apart, nullptr, &most);
      EXPECT_LE(most, 1) << size;
      EXPECT_LE(cv::countNonZero(apart), apart.total() / 500) << size;
    }
  }
}

TEST(AreaAverage, KeepsPlainPaperAndPlainInkAsTheyAre) {
  for (const int level : {0, 1, 127, 254, 255}) {
    const cv::Mat image(331, 257, CV_8U, cv::Scalar(level));
    const cv::Mat average = areaAverage(image, {100, 130});
    EXPECT_EQ(cv::countNonZero(average != level), 0) << level;
  }
}

TEST(AreaAverage, LeavesAPictureOfTheSameSizeAlone) {
  const cv::Mat image = noise(33, 21, CV_8UC3);
  const cv::Mat average = areaAverage(image, image.size());
  EXPECT_EQ(cv::norm(image, average, cv::NORM_INF), 0);
}

TEST(AreaAverage, ReadsAPartOfALargerPicture) {
  const cv::Mat image = noise(100, 90, CV_8U);
  const cv::Rect part(13, 7, 61, 50);
  const cv::Mat average = areaAverage(image(part), {20, 17});
  EXPECT_EQ(cv::norm(average, areaAverage(image(part).clone(), {20, 17}), cv::NORM_INF), 0);
}

TEST(AreaAverage, RefusesWhatItCannotMakeSmaller) {
  EXPECT_THROW((void)areaAverage(noise(10, 10, CV_8U), {11, 5}), cv::Exception);
  EXPECT_THROW((void)areaAverage(noise(10, 10, CV_8U), {0, 5}), cv::Exception);
  EXPECT_THROW((void)areaAverage(cv::Mat(10, 10, CV_16U), {5, 5}), cv::Exception);
}

}  // namespace
}  // namespace sohoa::ocr
