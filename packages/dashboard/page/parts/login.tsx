import { useState } from "preact/hooks";
import { setToken, token } from "../api/token.ts";
import { forgetAnswers } from "../api/use-answer.ts";

/** Asks for the bearer token, when the API does. */
export function Login() {
  const [typed, setTyped] = useState("");
  return (
    <main class="login" id="content">
      <form
        class="panel"
        onSubmit={(event) => {
          event.preventDefault();
          forgetAnswers();
          setToken(typed.trim());
        }}
      >
        <h1>Access token</h1>
        <p class="muted">
          {token.value === null
            ? "This server wants a token. It says which tenants you see."
            : "That token was not accepted. Check it, or ask for another."}
        </p>
        <label>
          Token
          <input
            type="password"
            name="token"
            autocomplete="off"
            required
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <p class="muted">It is kept until this tab is closed, and sent to this server alone.</p>
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
