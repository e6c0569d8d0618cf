// The same page, with text as text.
interface Props {
    text: string
    count: number
}

export function Comment({ text, count }: Props) {
    if (Number.isNaN(count)) {
        return <p>none</p>
    }
    return <div>{text}</div>
}

export function show(element: HTMLElement, name: string): void {
    element.textContent = name
}
