import { useLocation, useNavigate } from '@tanstack/react-router'

/** A parameter of the current view's URL that selects how a part of it is shown. Setting it replaces the history entry; undefined removes it. */
export function useUrlParameter(
  name: 'range' | 'price' | 'cost_at',
): [string | undefined, (value: string | undefined) => void] {
  const value = useLocation({ select: ({ search }) => (search as Readonly<Record<string, string | undefined>>)[name] })
  const go = useNavigate()
  return [
    value,
    (to) =>
      void go({
        to: '.',
        search: (latest: Readonly<Record<string, string | undefined>>) => withParameter(latest, name, to),
        // Keeps the list behind a sheet.
        state: true,
        replace: true,
        resetScroll: false,
      } as never),
  ]
}

function withParameter(search: Readonly<Record<string, string | undefined>>, name: string, value: string | undefined) {
  const { [name]: _before, ...others } = search
  return value === undefined ? others : { ...others, [name]: value }
}
