(() => {
  // Schedules: the state of the table beside the steps is that after the chosen one. All is in the page; this only shows a part.
  for (const schedule of document.querySelectorAll("figure.schedule")) {
    const steps = [...schedule.querySelectorAll(".steps > li")];
    const states = schedule.querySelector(".states");
    const now = schedule.querySelector(".now");
    const slider = schedule.querySelector(".stepper input");
    const output = schedule.querySelector(".stepper output");
    const show = (chosen) => {
      const step = chosen === 0 ? null : steps[chosen - 1];
      const state = step ? step.dataset.state : "0";
      const when = step ? "After step " + step.querySelector(".no").textContent : "At first";
      const words = step ? [".vh", "b", ".at"].map((part) => step.querySelector(part)?.textContent.trim() ?? "") : [];
      now.textContent = step ? words.filter((word) => word).join(" ") + ": " + step.querySelector(".told").textContent : "Before all steps";
      slider.value = chosen;
      output.textContent = when;
      slider.setAttribute("aria-valuetext", when + (step ? ", " + step.querySelector(".name-of-step").textContent : ""));
      states.classList.add("chosen");
      for (const each of states.querySelectorAll(".state")) {
        each.classList.toggle("shown", each.dataset.state === state);
        if (each.dataset.state === state) { each.querySelector(".when").textContent = when; }
      }
      steps.forEach((each, i) => {
        each.classList.toggle("later", i >= chosen);
        if (i === chosen - 1) { each.setAttribute("aria-current", "step"); } else { each.removeAttribute("aria-current"); }
      });
    };
    const chosen = () => Number(slider.value);
    const move = (to) => {
      const next = Math.max(0, Math.min(steps.length, to));
      show(next);
      if (next > 0) { steps[next - 1].scrollIntoView({ block: "nearest" }); }
    };
    slider.addEventListener("input", () => move(chosen()));
    steps.forEach((step, i) => step.addEventListener("click", () => { show(i + 1); slider.focus({ preventScroll: true }); }));
    schedule.addEventListener("keydown", (event) => {
      const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      const by = moves[event.key];
      if (by && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault(); // the slider's own up is what is down here
        move(chosen() + by);
      } else if (event.key === "Home" || event.key === "End") {
        event.preventDefault();
        move(event.key === "Home" ? 0 : steps.length);
      }
    });
    show(Number(schedule.dataset.shown) + 1);
  }
})();
