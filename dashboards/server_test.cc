// SPDX-License-Identifier: Apache-2.0
//
// What needs no scrape; //ci:export_serve_test has the rest.
#include "dashboards/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

TEST(Server, ListensOnThisMachineUnlessToldOtherwise) {
  EXPECT_EQ(ListenAddress("9464"), "127.0.0.1:9464");
  EXPECT_EQ(ListenAddress(":9464"), "127.0.0.1:9464");
  EXPECT_EQ(ListenAddress("localhost:9464"), "127.0.0.1:9464");
  EXPECT_EQ(ListenAddress("0.0.0.0:9464"), "0.0.0.0:9464");
  EXPECT_EQ(ListenAddress("[::1]:9464"), "[::1]:9464");
}

TEST(Server, RefusesWhatIsNoAddress) {
  for (const char* text : {"", ":", "port", "1.2.3:80", "a.example:80", "::1:80", "[127.0.0.1]:80",
                           "127.0.0.1:65536", "127.0.0.1:-1", "9464s", "9464,80"}) {
    EXPECT_THROW(ListenAddress(text), Error) << text;
  }
}

TEST(Server, SaysThatThePortIsTaken) {
  std::ostringstream err;
  const MetricsServer first("0", RunSource({"."}, {}), {}, err);
  const std::string address = std::to_string(first.port());
  try {
    const MetricsServer second(address, RunSource({"."}, {}), {}, err);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot listen at 127.0.0.1:" + address));
  }
}

TEST(Server, TakesNoToken) {
  std::ostringstream err;
  EXPECT_THROW(MetricsServer("0", RunSource({"."}, {}), Credentials{"", "", "abc"}, err), Error);
}

}  // namespace
}  // namespace attnwatch
