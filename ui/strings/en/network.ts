/** What a weak network does to a call. */
export const network = {
  weak: {
    all: "Your network is weak: video of others is paused. You still hear everybody.",
    some: "Your network is weak: some videos are paused. You still hear everybody.",
    poor: "The network between you two is weak: video may stutter. You still hear each other.",
  },
  cameraHeld: "Your network is weak: your camera is paused so that your voice gets through.",
  both: "Your network is weak: all video is paused so that you hear and are heard.",
  cameraBack: "Your camera is sent again",
  videoBack: "Video of others is back",
  smooth: "Video flows again",
};
