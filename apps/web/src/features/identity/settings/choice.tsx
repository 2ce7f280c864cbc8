import { ToggleGroup } from 'radix-ui';

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: Record<Value, string>;
  onChange(value: Value): void;
}

/** One of a few, side by side. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <div>
      <div className="mb-1.5 font-medium">{label}</div>
      <ToggleGroup.Root
        type="single"
        aria-label={label}
        value={value}
        onValueChange={(next) => next !== '' && onChange(next as Value)}
        className="inline-flex max-w-full flex-wrap rounded-lg bg-sunken p-0.5"
      >
        {(Object.keys(options) as Value[]).map((one) => (
          <ToggleGroup.Item
            key={one}
            value={one}
            className="h-7 rounded-md px-3.5 text-ink-soft transition-colors duration-120 hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-sm data-[state=on]:ring-1 data-[state=on]:ring-line max-sm:h-10"
          >
            {options[one]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
