/** One thing that is on or off. */
export function Check(
  { label, hint, isOn, set }: {
    label: string;
    hint?: string;
    isOn: boolean;
    set: (isOn: boolean) => void;
  },
) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
